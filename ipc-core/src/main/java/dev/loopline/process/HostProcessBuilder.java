package dev.loopline.process;

import static java.util.Objects.requireNonNull;

import dev.loopline.CallLimits;
import dev.loopline.IpcServerBuilder;
import dev.loopline.Keepalive;
import dev.loopline.MessageLimits;
import dev.loopline.StatusException;
import dev.loopline.call.ClientInterceptor;
import dev.loopline.call.ServerInterceptor;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.endpoint.EndpointName;
import dev.loopline.internal.observe.Observers;
import dev.loopline.internal.process.AttachedHost;
import dev.loopline.internal.process.HelperSide;
import dev.loopline.internal.services.Serving;
import dev.loopline.internal.transports.Transports;
import dev.loopline.metrics.IpcMetrics;
import dev.loopline.transport.TransportProvider;
import dev.loopline.transport.WaitMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Describes what a helper is to its host before it attaches.
 *
 * <p><b>Threading:</b> for one thread.
 */
public final class HostProcessBuilder {
    private final List<ServiceDefinition> services = new ArrayList<>();
    private final List<ServerInterceptor> serverInterceptors = new ArrayList<>();
    private final List<ClientInterceptor> clientInterceptors = new ArrayList<>();
    private @Nullable TransportProvider transport;
    private WaitMode waiting = WaitMode.ADAPTIVE;
    private Keepalive keepalive = Keepalive.OFF;
    private MessageLimits messageLimits = MessageLimits.DEFAULT;
    private CallLimits callLimits = CallLimits.DEFAULT;
    private IpcMetrics metrics = IpcMetrics.none();
    private @Nullable EndpointName detachedName;
    private UnaryOperator<IpcServerBuilder> detachedServer = UnaryOperator.identity();

    HostProcessBuilder() {}

    /**
     * Adds a service that the host may call on this process.
     *
     * @param service generated code makes one from an implementation
     * @return this builder
     */
    public HostProcessBuilder service(ServiceDefinition service) {
        services.add(requireNonNull(service, "service"));
        return this;
    }

    /**
     * Puts an interceptor before the handlers of this process; the first one added is the outermost.
     *
     * @param interceptor sees every call that the host makes
     * @return this builder
     */
    public HostProcessBuilder intercept(ServerInterceptor interceptor) {
        serverInterceptors.add(requireNonNull(interceptor, "interceptor"));
        return this;
    }

    /**
     * Puts an interceptor before the calls to the host; the first one added is the outermost.
     *
     * @param interceptor sees every call that goes out
     * @return this builder
     */
    public HostProcessBuilder intercept(ClientInterceptor interceptor) {
        clientInterceptors.add(requireNonNull(interceptor, "interceptor"));
        return this;
    }

    /**
     * Chooses the transport. By default the best one on the class path or module path that can work here.
     *
     * @param provider supports loopback socket addresses
     * @return this builder
     * @throws IllegalArgumentException if it does not support them
     */
    public HostProcessBuilder transport(TransportProvider provider) {
        transport = Transports.requireLoopback(provider);
        return this;
    }

    /**
     * Says how the threads of this side wait for what comes next. By default {@link WaitMode#ADAPTIVE}.
     *
     * @param mode for its event loop and for blocking calls
     * @return this builder
     */
    public HostProcessBuilder waiting(WaitMode mode) {
        waiting = requireNonNull(mode, "mode");
        return this;
    }

    /**
     * Says how soon this side gives up a host that is stopped. By default never: it may be in a debugger, and a host that has died
     * is noticed otherwise.
     *
     * @param times when it asks, and when it gives up
     * @return this builder
     */
    public HostProcessBuilder keepalive(Keepalive times) {
        keepalive = requireNonNull(times, "times");
        return this;
    }

    /**
     * Sets the limits of what arrives from the host.
     *
     * @param limits how large
     * @return this builder
     */
    public HostProcessBuilder limits(MessageLimits limits) {
        messageLimits = requireNonNull(limits, "limits");
        return this;
    }

    /**
     * Sets the limits of calls.
     *
     * @param limits how many
     * @return this builder
     */
    public HostProcessBuilder limits(CallLimits limits) {
        callLimits = requireNonNull(limits, "limits");
        return this;
    }

    /**
     * Has this side of the connection measured, as a client. By default it is not.
     *
     * @param to where
     * @return this builder
     */
    public HostProcessBuilder metrics(IpcMetrics to) {
        metrics = requireNonNull(to, "to");
        return this;
    }

    /**
     * Has this process go on when its host ends: it does not watch it, is not stopped by it, and serves what it serves under a
     * name too, so that it can be found again. It should not depend on its standard streams then, which end with the host.
     *
     * @param endpoint the name of its server
     * @return this builder
     * @throws IllegalArgumentException if it cannot be a name
     */
    public HostProcessBuilder detached(String endpoint) {
        return detached(endpoint, UnaryOperator.identity());
    }

    /**
     * Does what {@link #detached(String)} does, with a server of one's own making.
     *
     * @param endpoint the name of its server
     * @param server changes how that is built; it has the services and handlers of this builder already
     * @return this builder
     * @throws IllegalArgumentException if it cannot be a name
     */
    public HostProcessBuilder detached(String endpoint, UnaryOperator<IpcServerBuilder> server) {
        detachedName = EndpointName.of(endpoint);
        detachedServer = requireNonNull(server, "server");
        return this;
    }

    /**
     * Reads the line that the host wrote to the standard input of this process, connects to it, and watches it from now on.
     * To be called once, and early: what this process does before is not watched. Standard input belongs to this
     * library afterwards.
     *
     * @return the host, connected
     * @throws StatusException if this process was not started as a helper ({@code NO_HOST}), or the host cannot be reached
     * @throws IllegalStateException if this process has attached before
     */
    public HostProcess attach() {
        return AttachedHost.attach(new HelperSide(
                new Serving(services, Set.of(), serverInterceptors, clientInterceptors),
                transport,
                waiting,
                keepalive,
                messageLimits,
                callLimits,
                ((Observers.Source) metrics).ofClient(),
                detachedName,
                detachedServer));
    }
}
