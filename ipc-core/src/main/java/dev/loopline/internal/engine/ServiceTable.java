package dev.loopline.internal.engine;

import com.google.protobuf.MessageLite;
import dev.loopline.call.CallContext;
import dev.loopline.call.CallHandler;
import dev.loopline.call.HandlerExecution;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.call.ServerInterceptor;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.call.StreamFilter;
import dev.loopline.call.UnaryHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * All methods that a server or client serves, by name, with their interceptors around them.
 *
 * <p>Immutable.
 */
public final class ServiceTable {
    private final Map<String, Served<?, ?>> methods = new HashMap<>();
    private final List<ServiceDefinition> services;

    /**
     * A method that can be called.
     *
     * @param <Q> the request
     * @param <R> the response
     * @param descriptor the method
     * @param handler serves it; that of a unary method with the interceptors around it
     * @param execution where it runs
     * @param interceptors of calls that stream
     * @param ofHub whether it is a method of the hub
     */
    record Served<Q extends MessageLite, R extends MessageLite>(
            MethodDescriptor<Q, R> descriptor,
            CallHandler<Q, R> handler,
            HandlerExecution execution,
            List<ServerInterceptor> interceptors,
            boolean ofHub) {

        /** {@return what sees the messages of a call that streams} */
        StreamFilter<Q, R> filterOf(CallContext call) throws Exception {
            List<StreamFilter<Q, R>> filters = new ArrayList<>(interceptors.size());
            for (ServerInterceptor interceptor : interceptors) {
                filters.add(interceptor.interceptStream(call));
            }
            return Filters.of(filters);
        }
    }

    /**
     * Makes a table.
     *
     * @param services what is served
     * @param interceptors stand around every handler, the first outermost
     * @throws IllegalArgumentException if two services have one name
     */
    public ServiceTable(List<ServiceDefinition> services, List<ServerInterceptor> interceptors) {
        this.services = List.copyOf(services);
        for (ServiceDefinition service : services) {
            for (ServiceDefinition.Method<?, ?> method : service.methods()) {
                if (methods.put(method.descriptor().fullName(), served(service, method, interceptors)) != null) {
                    throw new IllegalArgumentException("service: " + service + " (expected: added once)");
                }
            }
        }
    }

    /** {@return what is served, in the order in which it was added} */
    public List<ServiceDefinition> services() {
        return services;
    }

    @Nullable
    Served<?, ?> find(String methodName) {
        return methods.get(methodName);
    }

    /** {@return the reason and the message for a name that {@link #find} does not know} */
    String[] whyNot(String methodName) {
        String service = methodName.substring(0, methodName.indexOf('/'));
        for (ServiceDefinition definition : services) {
            if (definition.name().equals(service)) {
                List<String> names = new ArrayList<>();
                definition.methods().forEach(m -> names.add(m.descriptor().methodName()));
                return new String[] {
                    "METHOD_NOT_FOUND", "method: " + methodName + " (expected: one of " + names + " of " + service + ")"
                };
            }
        }
        return new String[] {"SERVICE_NOT_FOUND", "service: " + service + " (expected: one of " + services + ")"};
    }

    private static <Q extends MessageLite, R extends MessageLite> Served<Q, R> served(
            ServiceDefinition service, ServiceDefinition.Method<Q, R> method, List<ServerInterceptor> interceptors) {
        CallHandler<Q, R> handler = method.handler();
        if (handler instanceof UnaryHandler<Q, R> unary) {
            for (int i = interceptors.size() - 1; i >= 0; i--) {
                unary = around(interceptors.get(i), unary);
            }
            handler = unary;
        }
        return new Served<>(
                method.descriptor(),
                handler,
                service.execution(),
                List.copyOf(interceptors),
                HubAccess.isOfHub(method.descriptor()));
    }

    private static <Q extends MessageLite, R extends MessageLite> UnaryHandler<Q, R> around(
            ServerInterceptor interceptor, UnaryHandler<Q, R> inner) {
        return (request, call) -> interceptor.intercept(request, call, new Once<>(inner));
    }

    /** Lets a handler run once per call, whatever an interceptor does. */
    private static final class Once<Q extends MessageLite, R extends MessageLite> implements UnaryHandler<Q, R> {
        private final UnaryHandler<Q, R> inner;
        private final AtomicBoolean used = new AtomicBoolean();

        Once(UnaryHandler<Q, R> inner) {
            this.inner = inner;
        }

        @Override
        public R handle(Q request, CallContext call) throws Exception {
            if (!used.compareAndSet(false, true)) {
                throw new IllegalStateException(call.method()
                        + ": an interceptor went on twice (expected: once, a call is executed at most once)");
            }
            return inner.handle(request, call);
        }
    }
}
