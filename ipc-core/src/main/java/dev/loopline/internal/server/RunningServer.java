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
import dev.loopline.internal.engine.Session;
import dev.loopline.internal.engine.SessionListener;
import dev.loopline.internal.handshake.Grant;
import dev.loopline.internal.handshake.TokenTable;
import dev.loopline.proto.hub.v1.Peer;
import dev.loopline.proto.hub.v1.TopicInfo;
import dev.loopline.topic.Subscription;
import dev.loopline.topic.SubscriptionOptions;
import dev.loopline.topic.Topic;
import dev.loopline.topic.TopicChannel;
import dev.loopline.topic.TopicEvent;
import dev.loopline.topic.TopicPattern;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A server and all that it started, in the order in which it must end. Any thread. */
public final class RunningServer implements IpcServer {
    private final ServerEngine engine;
    private final PublishedEndpoint published;
    private final Duration drainGrace;
    private final ServerEnd end;

    private RunningServer(ServerEngine engine, PublishedEndpoint published, Duration drainGrace) {
        this.engine = engine;
        this.published = published;
        this.drainGrace = drainGrace;
        this.end = engine.end(published::close);
    }

    /**
     * Starts a server.
     *
     * @param config what it is asked to be
     * @return the server, published
     * @throws dev.loopline.StatusException if it cannot be had; nothing is left behind
     */
    public static IpcServer start(ServerConfig config) {
        try (Undo undo = new Undo()) {
            EndpointClaim claim = undo.later(config.directory().claim(config.name()));
            SystemScheduler scheduler = undo.later(new SystemScheduler("loopline-server-watch"));
            EndpointId id = EndpointId.random();
            Credential credential = Credential.random();
            TokenTable tokens = new TokenTable(credential, scheduler::nanoTime);
            ServerEngine engine = ServerEngine.open(
                    config.engine(), new ServerEngine.Admittance(id, tokens, SessionListener.NONE), scheduler, undo);
            Endpoint endpoint = new Endpoint(
                    config.name(),
                    id,
                    engine.addresses(),
                    credential,
                    ProcessIdentity.current(),
                    config.application(),
                    Instant.now());
            PublishedEndpoint published = new PublishedEndpoint(
                    claim,
                    tokens,
                    endpoint,
                    scheduler,
                    new Displacement(engine.bindings(), engine.acceptor(), config.visibilityListener()));
            published.publish();
            RunningServer server = new RunningServer(engine, published, config.drainGrace());
            if (config.drainOnShutdown()) {
                ShutdownDrain.of(server.end, config);
            }
            undo.nothing();
            return server;
        }
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
            engine.acceptor().endSessionsOf(grant);
        }
        return grant != null;
    }

    @Override
    public List<IpcConnection> connections() {
        return engine.sessions().stream().map(Session::connection).toList();
    }

    @Override
    public <T extends MessageLite> TopicChannel<T> topic(Topic<T> topic) {
        return engine.events().topic(topic);
    }

    @Override
    public <T> Subscription subscribe(
            TopicPattern<T> pattern, SubscriptionOptions options, Consumer<? super TopicEvent<T>> handler) {
        return engine.events().subscribe(pattern, options, handler);
    }

    @Override
    public List<TopicInfo> topics(String pattern) {
        return engine.events().topics(pattern);
    }

    @Override
    public List<Peer> peers() {
        return engine.events().peers();
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
        if (BlockingCalls.onTransportThread() || engine.ownsCurrentThread()) {
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
