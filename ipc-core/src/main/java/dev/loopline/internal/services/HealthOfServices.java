package dev.loopline.internal.services;

import dev.loopline.call.CallContext;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.health.HealthService;
import dev.loopline.proto.health.v1.CheckReply;
import dev.loopline.proto.health.v1.CheckRequest;
import dev.loopline.proto.health.v1.Status;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Says that a service is served if it is there and the server does not end. Any thread. */
final class HealthOfServices implements HealthService {
    private final List<ServiceDefinition> services; // complete before the first call
    private final BooleanSupplier takesCalls;

    HealthOfServices(List<ServiceDefinition> services, BooleanSupplier takesCalls) {
        this.services = services;
        this.takesCalls = takesCalls;
    }

    @Override
    public CheckReply check(CheckRequest request, CallContext call) {
        String name = request.getService();
        boolean known = name.isEmpty()
                || services.stream().anyMatch(service -> service.name().equals(name));
        Status inService = takesCalls.getAsBoolean() ? Status.SERVING : Status.NOT_SERVING;
        return CheckReply.newBuilder()
                .setStatus(known ? inService : Status.SERVICE_UNKNOWN)
                .build();
    }
}
