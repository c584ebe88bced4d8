package dev.loopline;

import static java.util.Objects.requireNonNull;

import dev.loopline.call.ClientInterceptor;
import dev.loopline.call.ServerInterceptor;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.endpoint.Endpoint;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.endpoint.EndpointName;
import dev.loopline.internal.client.ClientConfig;
import dev.loopline.internal.client.ConnectedClient;
import dev.loopline.internal.observe.Observers;
import dev.loopline.internal.services.Serving;
import dev.loopline.internal.time.Durations;
import dev.loopline.internal.transports.Transports;
import dev.loopline.metrics.IpcMetrics;
import dev.loopline.transport.TransportProvider;
import dev.loopline.transport.WaitMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Describes a client before it connects.
 *
 * <p><b>Threading:</b> for one thread.
 */
public final class IpcClientBuilder {
    private static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration MAX_CONNECT_TIMEOUT = Duration.ofHours(1);

    private final EndpointName name;
    private final @Nullable Endpoint endpoint;
    private final List<ServiceDefinition> services = new ArrayList<>();
    private final List<ServerInterceptor> serverInterceptors = new ArrayList<>();
    private final List<ClientInterceptor> clientInterceptors = new ArrayList<>();
    private @Nullable EndpointDirectory directory;
    private @Nullable TransportProvider transport;
    private WaitMode waiting = WaitMode.ADAPTIVE;
    private Keepalive keepalive = Keepalive.DEFAULT;
    private Duration waitForEndpoint = Duration.ZERO;
    private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;
    private MessageLimits messageLimits = MessageLimits.DEFAULT;
    private CallLimits callLimits = CallLimits.DEFAULT;
    private IpcMetrics metrics = IpcMetrics.none();

    IpcClientBuilder(EndpointName name, @Nullable Endpoint endpoint) {
        this.name = name;
        this.endpoint = endpoint;
    }

    /**
     * Adds a service that the server may call on this client.
     *
     * @param service generated code makes one from an implementation
     * @return this builder
     */
    public IpcClientBuilder service(ServiceDefinition service) {
        services.add(requireNonNull(service, "service"));
        return this;
    }

    /**
     * Puts an interceptor before the handlers of this client's own services; the first one added is the outermost.
     *
     * @param interceptor sees every call that comes in
     * @return this builder
     */
    public IpcClientBuilder intercept(ServerInterceptor interceptor) {
        serverInterceptors.add(requireNonNull(interceptor, "interceptor"));
        return this;
    }

    /**
     * Puts an interceptor before the calls of this client; the first one added is the outermost.
     *
     * @param interceptor sees every call that goes out
     * @return this builder
     */
    public IpcClientBuilder intercept(ClientInterceptor interceptor) {
        clientInterceptors.add(requireNonNull(interceptor, "interceptor"));
        return this;
    }

    /**
     * Says how long {@link #connect} waits for the server to appear. By default it must be there.
     *
     * @param time zero or more
     * @return this builder
     */
    public IpcClientBuilder waitForEndpoint(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("time: " + Durations.text(time) + " (expected: >= 0)");
        }
        waitForEndpoint = time;
        return this;
    }

    /**
     * Says how long one attempt to connect and authenticate may take. By default 5 s.
     *
     * @param time more than zero, at most one hour
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public IpcClientBuilder connectTimeout(Duration time) {
        if (time.isNegative() || time.isZero() || time.compareTo(MAX_CONNECT_TIMEOUT) > 0) {
            throw new IllegalArgumentException("time: " + Durations.text(time) + " (expected: more than 0, at most "
                    + Durations.text(MAX_CONNECT_TIMEOUT) + ")");
        }
        connectTimeout = time;
        return this;
    }

    /**
     * Chooses where the endpoint is looked for. By default {@link EndpointDirectory#standard}.
     *
     * @param where a directory of the same user
     * @return this builder
     */
    public IpcClientBuilder directory(EndpointDirectory where) {
        directory = requireNonNull(where, "where");
        return this;
    }

    /**
     * Chooses the transport. By default the best one on the class path or module path that can work here.
     *
     * @param provider supports loopback socket addresses; the server must have one that connects to it
     * @return this builder
     * @throws IllegalArgumentException if it does not support them
     */
    public IpcClientBuilder transport(TransportProvider provider) {
        transport = Transports.requireLoopback(provider);
        return this;
    }

    /**
     * Says how the threads of this client wait for what comes next. By default {@link WaitMode#ADAPTIVE}.
     *
     * @param mode for its event loops and for blocking calls
     * @return this builder
     */
    public IpcClientBuilder waiting(WaitMode mode) {
        waiting = requireNonNull(mode, "mode");
        return this;
    }

    /**
     * Says how soon this client notices that its server is stopped or cannot be reached. By default within 22 s.
     *
     * @param times when it asks, and when it gives up
     * @return this builder
     */
    public IpcClientBuilder keepalive(Keepalive times) {
        keepalive = requireNonNull(times, "times");
        return this;
    }

    /**
     * Sets the limits of what arrives.
     *
     * @param limits how large
     * @return this builder
     */
    public IpcClientBuilder limits(MessageLimits limits) {
        messageLimits = requireNonNull(limits, "limits");
        return this;
    }

    /**
     * Sets the limits of calls.
     *
     * @param limits how many
     * @return this builder
     */
    public IpcClientBuilder limits(CallLimits limits) {
        callLimits = requireNonNull(limits, "limits");
        return this;
    }

    /**
     * Has this client measured. By default it is not.
     *
     * @param to where
     * @return this builder
     */
    public IpcClientBuilder metrics(IpcMetrics to) {
        metrics = requireNonNull(to, "to");
        return this;
    }

    /**
     * Connects.
     *
     * @return the client, connected
     * @throws StatusException if there is no such server, or it cannot be reached, or either side cannot prove itself
     */
    public IpcClient connect() {
        return ConnectedClient.connect(config());
    }

    /**
     * Makes the client without connecting. It connects when the first call comes that
     * {@linkplain dev.loopline.call.CallOptions#withWaitForReady waits for a connection}, and gives up if nobody waits any
     * more. Once it was connected it finds its server again like any other client.
     *
     * @return the client, not connected
     */
    public IpcClient connectLater() {
        return ConnectedClient.unconnected(config());
    }

    private ClientConfig config() {
        return new ClientConfig(
                name,
                endpoint,
                directory == null ? EndpointDirectory.standard() : directory,
                waitForEndpoint,
                connectTimeout,
                transport,
                waiting,
                keepalive,
                new Serving(services, Set.of(), serverInterceptors, clientInterceptors),
                messageLimits,
                callLimits,
                ((Observers.Source) metrics).ofClient(),
                false);
    }
}
