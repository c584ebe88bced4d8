package dev.loopline.internal.services;

import dev.loopline.call.ServiceDefinition;
import dev.loopline.health.HealthService;
import dev.loopline.internal.engine.ServiceTable;
import dev.loopline.reflection.ReflectionService;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The services that every server has. */
public final class BuiltInServices {
    private BuiltInServices() {}

    /**
     * Adds them to those of the application.
     *
     * @param serving what the application serves
     * @param topics the hub
     * @param takesCalls whether the server takes calls at a moment
     * @return the table of all
     * @throws IllegalArgumentException if two services have one name
     */
    public static ServiceTable with(Serving serving, ServiceDefinition topics, BooleanSupplier takesCalls) {
        List<ServiceDefinition> all = new ArrayList<>(serving.services());
        all.add(HealthService.of(new HealthOfServices(all, takesCalls)));
        all.add(topics);
        all.add(ReflectionService.of(new DescriptorReflection(all, serving.topicTypes())));
        return new ServiceTable(all, serving.serverInterceptors());
    }
}
