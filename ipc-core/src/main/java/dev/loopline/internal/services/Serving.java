package dev.loopline.internal.services;

import com.google.protobuf.Descriptors.FileDescriptor;
import dev.loopline.call.ClientInterceptor;
import dev.loopline.call.ServerInterceptor;
import dev.loopline.call.ServiceDefinition;
import java.util.List;
import java.util.Set;

/**
 * The services of one side, and what stands around its calls.
 *
 * @param services what it serves
 * @param topicTypes where the types of its topics are defined
 * @param serverInterceptors before its handlers
 * @param clientInterceptors before the calls that it makes
 */
public record Serving(
        List<ServiceDefinition> services,
        Set<FileDescriptor> topicTypes,
        List<ServerInterceptor> serverInterceptors,
        List<ClientInterceptor> clientInterceptors) {
    /** Copies the lists, so that the builder can go on. */
    public Serving {
        services = List.copyOf(services);
        topicTypes = Set.copyOf(topicTypes);
        serverInterceptors = List.copyOf(serverInterceptors);
        clientInterceptors = List.copyOf(clientInterceptors);
    }
}
