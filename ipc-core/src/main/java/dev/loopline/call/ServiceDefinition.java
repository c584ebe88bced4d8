package dev.loopline.call;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Descriptors;
import com.google.protobuf.MessageLite;
import java.util.ArrayList;
import java.util.List;

/**
 * A service that can be served: its methods with their handlers. Generated code makes one from an implementation
 * ({@code ThumbnailsService.of(new Thumbs())}).
 *
 * <p><b>Threading:</b> immutable; its builder is for one thread.
 */
public final class ServiceDefinition {
    private final Descriptors.ServiceDescriptor descriptor;
    private final List<Method<?, ?>> methods;
    private final HandlerExecution execution;

    private ServiceDefinition(
            Descriptors.ServiceDescriptor descriptor, List<Method<?, ?>> methods, HandlerExecution execution) {
        this.descriptor = descriptor;
        this.methods = methods;
        this.execution = execution;
    }

    /**
     * Begins a definition.
     *
     * @param descriptor what the service's {@code .proto} file says; reflection serves it
     * @return a builder
     */
    public static Builder builder(Descriptors.ServiceDescriptor descriptor) {
        return new Builder(requireNonNull(descriptor, "descriptor"));
    }

    /** {@return the service's full name, {@code photo.Thumbnails}} */
    public String name() {
        return descriptor.getFullName();
    }

    /** {@return what the service's {@code .proto} file says} */
    public Descriptors.ServiceDescriptor descriptor() {
        return descriptor;
    }

    /** {@return the methods, unmodifiable} */
    public List<Method<?, ?>> methods() {
        return methods;
    }

    /** {@return where the handlers run} */
    public HandlerExecution execution() {
        return execution;
    }

    /**
     * Copies this definition with another place for its handlers to run.
     *
     * @param other where the handlers run
     * @return the copy
     */
    public ServiceDefinition withExecution(HandlerExecution other) {
        return new ServiceDefinition(descriptor, methods, requireNonNull(other, "other"));
    }

    @Override
    public String toString() {
        return name();
    }

    /**
     * A method and who serves it.
     *
     * @param <Q> the request
     * @param <R> the response
     * @param descriptor the method
     * @param handler serves it
     */
    public record Method<Q extends MessageLite, R extends MessageLite>(
            MethodDescriptor<Q, R> descriptor, CallHandler<Q, R> handler) {
        /**
         * Checks the parts.
         *
         * @param descriptor not {@code null}
         * @param handler not {@code null}
         */
        public Method {
            requireNonNull(descriptor, "descriptor");
            requireNonNull(handler, "handler");
        }
    }

    /** Collects the methods of a service. Not for more than one thread. */
    public static final class Builder {
        private final Descriptors.ServiceDescriptor descriptor;
        private final List<Method<?, ?>> methods = new ArrayList<>();

        private Builder(Descriptors.ServiceDescriptor descriptor) {
            this.descriptor = descriptor;
        }

        /**
         * Adds a method with one request and one response.
         *
         * @param <Q> the request
         * @param <R> the response
         * @param method the method
         * @param handler serves it
         * @return this builder
         * @throws IllegalArgumentException if the method has another type, belongs to another service or was added already
         */
        public <Q extends MessageLite, R extends MessageLite> Builder unary(
                MethodDescriptor<Q, R> method, UnaryHandler<Q, R> handler) {
            return add(method, MethodType.UNARY, handler);
        }

        /**
         * Adds a method with one request and any number of responses.
         *
         * @param <Q> the request
         * @param <R> the responses
         * @param method the method
         * @param handler serves it
         * @return this builder
         * @throws IllegalArgumentException if the method has another type, belongs to another service or was added already
         */
        public <Q extends MessageLite, R extends MessageLite> Builder serverStreaming(
                MethodDescriptor<Q, R> method, ServerStreamingHandler<Q, R> handler) {
            return add(method, MethodType.SERVER_STREAMING, handler);
        }

        /**
         * Adds a method with any number of requests and one response.
         *
         * @param <Q> the requests
         * @param <R> the response
         * @param method the method
         * @param handler serves it
         * @return this builder
         * @throws IllegalArgumentException if the method has another type, belongs to another service or was added already
         */
        public <Q extends MessageLite, R extends MessageLite> Builder clientStreaming(
                MethodDescriptor<Q, R> method, ClientStreamingHandler<Q, R> handler) {
            return add(method, MethodType.CLIENT_STREAMING, handler);
        }

        /**
         * Adds a method with any number of messages each way.
         *
         * @param <Q> the requests
         * @param <R> the responses
         * @param method the method
         * @param handler serves it
         * @return this builder
         * @throws IllegalArgumentException if the method has another type, belongs to another service or was added already
         */
        public <Q extends MessageLite, R extends MessageLite> Builder bidiStreaming(
                MethodDescriptor<Q, R> method, BidiStreamingHandler<Q, R> handler) {
            return add(method, MethodType.BIDI_STREAMING, handler);
        }

        private <Q extends MessageLite, R extends MessageLite> Builder add(
                MethodDescriptor<Q, R> method, MethodType type, CallHandler<Q, R> handler) {
            if (method.type() != type) {
                throw new IllegalArgumentException(
                        "method: " + method + " of type " + method.type() + " (expected: " + type + ")");
            }
            if (!method.serviceName().equals(descriptor.getFullName())) {
                throw new IllegalArgumentException(
                        "method: " + method + " (expected: one of " + descriptor.getFullName() + ")");
            }
            if (methods.stream().anyMatch(m -> m.descriptor().fullName().equals(method.fullName()))) {
                throw new IllegalArgumentException("method: " + method + " (expected: added once)");
            }
            methods.add(new Method<>(method, handler));
            return this;
        }

        /** {@return the definition} */
        public ServiceDefinition build() {
            return new ServiceDefinition(descriptor, List.copyOf(methods), HandlerExecution.threads());
        }
    }
}
