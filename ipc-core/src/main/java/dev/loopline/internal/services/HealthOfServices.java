package dev.loopline.internal.services;

import dev.loopline.call.CallContext;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.health.HealthService;
import dev.loopline.proto.health.v1.CheckReply;
import dev.loopline.proto.health.v1.CheckRequest;
import dev.loopline.proto.health.v1.Status;
import java.util.List;

/** Says that a service is served if it is there: who can ask can also call. Any thread. */
final class HealthOfServices implements HealthService {
    private final List<ServiceDefinition> services; // complete before the first call

    HealthOfServices(List<ServiceDefinition> services) {
        this.services = services;
    }

    @Override
    public CheckReply check(CheckRequest request, CallContext call) {
        String name = request.getService();
        boolean known = name.isEmpty()
                || services.stream().anyMatch(service -> service.name().equals(name));
        return CheckReply.newBuilder()
                .setStatus(known ? Status.SERVING : Status.SERVICE_UNKNOWN)
                .build();
    }
}
