package dev.loopline.internal.services;

import dev.loopline.call.ClientInterceptor;
import dev.loopline.call.ServerInterceptor;
import dev.loopline.call.ServiceDefinition;
import java.util.List;

/**
 * The services of one side, and what stands around its calls.
 *
 * @param services what it serves
 * @param serverInterceptors before its handlers
 * @param clientInterceptors before the calls that it makes
 */
public record Serving(
        List<ServiceDefinition> services,
        List<ServerInterceptor> serverInterceptors,
        List<ClientInterceptor> clientInterceptors) {
    /** Copies the lists, so that the builder can go on. */
    public Serving {
        services = List.copyOf(services);
        serverInterceptors = List.copyOf(serverInterceptors);
        clientInterceptors = List.copyOf(clientInterceptors);
    }
}
