package dev.loopline.internal.server;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.MessageLite;
import dev.loopline.DrainReport;
import dev.loopline.IpcConnection;
import dev.loopline.IpcServer;
import dev.loopline.Role;
import dev.loopline.Visibility;
import dev.loopline.endpoint.Credential;
import dev.loopline.endpoint.Endpoint;
import dev.loopline.endpoint.EndpointClaim;
import dev.loopline.endpoint.EndpointId;
import dev.loopline.endpoint.ProcessIdentity;
import dev.loopline.internal.engine.BlockingCalls;
import dev.loopline.internal.engine.HandlerThreads;
import dev.loopline.internal.engine.HubAccess;
import dev.loopline.internal.engine.MessageMemory;
import dev.loopline.internal.engine.ServiceTable;
import dev.loopline.internal.engine.Session;
import dev.loopline.internal.engine.SessionAcceptor;
import dev.loopline.internal.engine.SessionConfig;
import dev.loopline.internal.handshake.Grant;
import dev.loopline.internal.handshake.ProtocolVersions;
import dev.loopline.internal.handshake.ServerHandshake;
import dev.loopline.internal.handshake.TokenTable;
import dev.loopline.internal.services.BuiltInServices;
import dev.loopline.internal.topic.Hub;
import dev.loopline.internal.topic.HubService;
import dev.loopline.internal.topic.LocalBus;
import dev.loopline.internal.transports.Transports;
import dev.loopline.proto.hub.v1.Peer;
import dev.loopline.proto.hub.v1.TopicInfo;
import dev.loopline.topic.Subscription;
import dev.loopline.topic.SubscriptionOptions;
import dev.loopline.topic.Topic;
import dev.loopline.topic.TopicChannel;
import dev.loopline.topic.TopicEvent;
import dev.loopline.topic.TopicPattern;
import dev.loopline.transport.Binding;
import dev.loopline.transport.TransportOptions;
import dev.loopline.transport.TransportRuntime;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A server and all that it started, in the order in which it must end. Any thread. */
public final class RunningServer implements IpcServer {
    private static final int MAX_TRANSPORT_THREADS = 4;

    private final SessionAcceptor acceptor;
    private final TransportRuntime runtime;
    private final PublishedEndpoint published;
    private final Duration drainGrace;
    private final ServerEnd end;
    private final LocalBus events;

    private RunningServer(ServerEnd.Parts parts, ServerConfig config, LocalBus events) {
        this.events = events;
        this.acceptor = parts.acceptor();
        this.runtime = parts.runtime();
        this.published = parts.published();
        this.drainGrace = config.drainGrace();
        this.end = new ServerEnd(parts);
    }

    /**
     * Starts a server.
     *
     * @param config what it is asked to be
     * @return the server, published
     * @throws dev.loopline.StatusException if it cannot be had; nothing is left behind
     */
    public static IpcServer start(ServerConfig config) {
        AtomicBoolean serving = new AtomicBoolean(true);
        try (Undo undo = new Undo()) {
            EndpointClaim claim = undo.later(config.directory().claim(config.name()));
            HandlerThreads threads = undo.later(new HandlerThreads(
                    "loopline-handler",
                    config.callLimits().maxHandlerThreads(),
                    config.callLimits().maxQueuedCalls(),
                    config.waiting()));
            TransportRuntime runtime = undo.later(openTransport(config));
            SystemScheduler scheduler = undo.later(new SystemScheduler("loopline-server-watch"));
            Hub hub = new Hub(
                    config.topicLimits(),
                    scheduler::nanoTime,
                    config.observers().hubs());
            HubService served = new HubService(hub);
            LocalBus events = new LocalBus(hub, threads::execute);
            ServiceTable services = BuiltInServices.with(config.serving(), served.definition(), serving::get);
            EndpointId id = EndpointId.random();
            Credential credential = Credential.random();
            TokenTable tokens = new TokenTable(credential, scheduler::nanoTime);
            SessionConfig sessions = new SessionConfig(
                    services,
                    threads,
                    config.messageLimits(),
                    config.callLimits(),
                    config.serving().clientInterceptors(),
                    config.observers(),
                    MessageMemory.ofProcess(),
                    new HubAccess(events, config.topicLimits().maxCalls()),
                    config.waiting(),
                    config.keepalive());
            SessionAcceptor acceptor = new SessionAcceptor(
                    new ServerHandshake.Rules(
                            ProtocolVersions.CURRENT, id, tokens, config.addressBinding(), sessions.helloLimits()),
                    config.handshakeLimits(),
                    sessions,
                    config.observers().handshakes(),
                    new HubMembers(served));
            List<Binding> bindings = new PortBinder(runtime, acceptor, config.loopback()).bind(config.port());
            List<InetSocketAddress> addresses = new ArrayList<>();
            bindings.forEach(binding -> addresses.add((InetSocketAddress) binding.address()));
            Endpoint endpoint = new Endpoint(
                    config.name(),
                    id,
                    addresses,
                    credential,
                    ProcessIdentity.current(),
                    config.application(),
                    Instant.now());
            PublishedEndpoint published = new PublishedEndpoint(
                    claim,
                    tokens,
                    endpoint,
                    scheduler,
                    new Displacement(bindings, acceptor, config.visibilityListener()));
            published.publish();
            RunningServer server = new RunningServer(
                    new ServerEnd.Parts(serving, published, scheduler, threads, runtime, acceptor, hub, bindings),
                    config,
                    events);
            if (config.drainOnShutdown()) {
                ShutdownDrain.of(server.end, config);
            }
            undo.nothing();
            return server;
        }
    }

    private static TransportRuntime openTransport(ServerConfig config) {
        int processors = Runtime.getRuntime().availableProcessors();
        InetSocketAddress anyLoopback =
                new InetSocketAddress(PortBinder.hosts(config.loopback()).get(0), 0);
        return Transports.chosenOr(config.transport(), anyLoopback)
                .open(new TransportOptions(
                        "loopline-server",
                        Math.min(processors, MAX_TRANSPORT_THREADS),
                        config.messageLimits().maxFrameBytes(),
                        config.messageLimits().lowWaterBytes(),
                        config.messageLimits().highWaterBytes(),
                        config.waiting(),
                        false));
    }

    @Override
    public Endpoint endpoint() {
        return published.endpoint();
    }

    @Override
    public Visibility visibility() {
        return published.visibility();
    }

    @Override
    public void rotateToken(Duration grace) {
        if (grace.isNegative() || grace.compareTo(MAX_TOKEN_GRACE) > 0) {
            throw new IllegalArgumentException("grace: " + grace + " (expected: 0 to " + MAX_TOKEN_GRACE + ")");
        }
        requireWaitingAllowed("rotateToken");
        published.rotateToken(grace);
    }

    @Override
    public Endpoint issueToken(Role role) {
        return published.issueToken(requireNonNull(role, "role"));
    }

    @Override
    public boolean revokeToken(Endpoint issued) {
        Grant grant = published.revokeToken(issued);
        if (grant != null) {
            acceptor.endSessionsOf(grant);
        }
        return grant != null;
    }

    @Override
    public List<IpcConnection> connections() {
        return acceptor.sessions().stream().map(Session::connection).toList();
    }

    @Override
    public <T extends MessageLite> TopicChannel<T> topic(Topic<T> topic) {
        return events.topic(topic);
    }

    @Override
    public <T> Subscription subscribe(
            TopicPattern<T> pattern, SubscriptionOptions options, Consumer<? super TopicEvent<T>> handler) {
        return events.subscribe(pattern, options, handler);
    }

    @Override
    public List<TopicInfo> topics(String pattern) {
        return events.topics(pattern);
    }

    @Override
    public List<Peer> peers() {
        return events.peers();
    }

    @Override
    public DrainReport drain() {
        return drain(drainGrace);
    }

    @Override
    public DrainReport drain(Duration grace) {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("grace: " + grace + " (expected: zero or more)");
        }
        requireWaitingAllowed("drain");
        return end.end(grace);
    }

    @Override
    public CompletableFuture<DrainReport> drainAsync() {
        return end.endAsync(drainGrace);
    }

    @Override
    public void close() {
        requireWaitingAllowed("close");
        var unused = end.end(Duration.ZERO);
    }

    private void requireWaitingAllowed(String method) {
        if (BlockingCalls.onTransportThread() || runtime.ownsCurrentThread()) {
            throw new IllegalStateException(method + " of server " + endpoint().name() + " on "
                    + Thread.currentThread().getName()
                    + ", a thread that moves frames (expected: another one, or drainAsync)");
        }
    }

    @Override
    public String toString() {
        return "server " + endpoint();
    }
}
