package dev.loopline.examples.demo;

import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.call.CallContext;
import dev.loopline.examples.demo.v1.CoordinatorService;
import dev.loopline.examples.demo.v1.JoinReply;
import dev.loopline.examples.demo.v1.JoinRequest;

/** What the main process serves to its helpers. */
final class Coordinator implements CoordinatorService {
    private final Crew crew;

    Coordinator(Crew crew) {
        this.crew = crew;
    }

    @Override
    public JoinReply join(JoinRequest request, CallContext call) {
        Helper helper = crew.join(request.getPid(), call.connection());
        if (helper == null) {
            throw Status.of(
                            StatusCode.PERMISSION_DENIED,
                            "UNKNOWN_HELPER",
                            "pid: " + request.getPid() + " (expected: a process that this one started)")
                    .asException();
        }
        return JoinReply.newBuilder().setName(helper.name()).build();
    }
}
