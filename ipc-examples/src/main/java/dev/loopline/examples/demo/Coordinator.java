package dev.loopline.examples.demo;

import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.call.CallContext;
import dev.loopline.examples.demo.v1.CoordinatorService;
import dev.loopline.examples.demo.v1.JoinReply;
import dev.loopline.examples.demo.v1.JoinRequest;
import dev.loopline.examples.demo.v1.ProgressReply;
import dev.loopline.examples.demo.v1.ProgressRequest;
import org.jspecify.annotations.Nullable;

/** What the main process serves to its helpers. */
final class Coordinator implements CoordinatorService {
    private final Crew crew;

    Coordinator(Crew crew) {
        this.crew = crew;
    }

    @Override
    public JoinReply join(JoinRequest request, CallContext call) {
        Helper helper = known(crew.join(request.getPid(), call.connection()), request.getPid());
        return JoinReply.newBuilder().setName(helper.name()).build();
    }

    @Override
    public ProgressReply progress(ProgressRequest request, CallContext call) {
        Helper helper = known(crew.find(request.getPid()), request.getPid());
        helper.countCallback();
        helper.report(request.getBytes());
        return ProgressReply.getDefaultInstance();
    }

    private static Helper known(@Nullable Helper helper, long pid) {
        if (helper == null) {
            throw Status.of(
                            StatusCode.PERMISSION_DENIED,
                            "UNKNOWN_HELPER",
                            "pid: " + pid + " (expected: a process that this one started)")
                    .asException();
        }
        return helper;
    }
}
