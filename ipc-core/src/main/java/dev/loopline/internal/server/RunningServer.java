package dev.loopline.internal.server;

import dev.loopline.IpcConnection;
import dev.loopline.IpcServer;
import dev.loopline.Visibility;
import dev.loopline.endpoint.Credential;
import dev.loopline.endpoint.Endpoint;
import dev.loopline.endpoint.EndpointClaim;
import dev.loopline.endpoint.EndpointId;
import dev.loopline.endpoint.ProcessIdentity;
import dev.loopline.internal.engine.BlockingCalls;
import dev.loopline.internal.engine.HandlerThreads;
import dev.loopline.internal.engine.ServiceTable;
import dev.loopline.internal.engine.Session;
import dev.loopline.internal.engine.SessionAcceptor;
import dev.loopline.internal.engine.SessionConfig;
import dev.loopline.internal.handshake.ProtocolVersions;
import dev.loopline.internal.handshake.ServerHandshake;
import dev.loopline.internal.handshake.TokenTable;
import dev.loopline.internal.services.BuiltInServices;
import dev.loopline.internal.transports.Transports;
import dev.loopline.transport.Binding;
import dev.loopline.transport.TransportOptions;
import dev.loopline.transport.TransportRuntime;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A server and all that it started, in the order in which it must end. Any thread. */
public final class RunningServer implements IpcServer {
    private static final long CLOSE_SECONDS = 5;
    private static final int MAX_TRANSPORT_THREADS = 4;

    private final PublishedEndpoint published;
    private final SystemScheduler scheduler;
    private final HandlerThreads threads;
    private final TransportRuntime runtime;
    private final SessionAcceptor acceptor;
    private final List<Binding> bindings;
    private final AtomicBoolean closed = new AtomicBoolean();

    private RunningServer(
            PublishedEndpoint published,
            SystemScheduler scheduler,
            HandlerThreads threads,
            TransportRuntime runtime,
            SessionAcceptor acceptor,
            List<Binding> bindings) {
        this.published = published;
        this.scheduler = scheduler;
        this.threads = threads;
        this.runtime = runtime;
        this.acceptor = acceptor;
        this.bindings = bindings;
    }

    /**
     * Starts a server.
     *
     * @param config what it is asked to be
     * @return the server, published
     * @throws dev.loopline.StatusException if it cannot be had; nothing is left behind
     */
    public static IpcServer start(ServerConfig config) {
        ServiceTable services = BuiltInServices.with(config.serving());
        try (Undo undo = new Undo()) {
            EndpointClaim claim = undo.later(config.directory().claim(config.name()));
            HandlerThreads threads = undo.later(new HandlerThreads(
                    "loopline-handler",
                    config.callLimits().maxHandlerThreads(),
                    config.callLimits().maxQueuedCalls()));
            TransportRuntime runtime = undo.later(openTransport(config));
            SystemScheduler scheduler = undo.later(new SystemScheduler("loopline-server-watch"));
            EndpointId id = EndpointId.random();
            Credential credential = Credential.random();
            TokenTable tokens = new TokenTable(credential, scheduler::nanoTime);
            SessionConfig sessions = new SessionConfig(
                    services,
                    threads,
                    config.messageLimits(),
                    config.callLimits(),
                    config.serving().clientInterceptors());
            SessionAcceptor acceptor = new SessionAcceptor(
                    new ServerHandshake.Rules(
                            ProtocolVersions.CURRENT, id, tokens, config.addressBinding(), sessions.helloLimits()),
                    config.handshakeLimits(),
                    sessions,
                    config.handshakes());
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
            undo.nothing();
            return new RunningServer(published, scheduler, threads, runtime, acceptor, bindings);
        }
    }

    private static TransportRuntime openTransport(ServerConfig config) {
        int processors = Runtime.getRuntime().availableProcessors();
        InetSocketAddress anyLoopback =
                new InetSocketAddress(PortBinder.hosts(config.loopback()).get(0), 0);
        return Transports.find(anyLoopback)
                .open(new TransportOptions(
                        "loopline-server",
                        Math.min(processors, MAX_TRANSPORT_THREADS),
                        config.messageLimits().maxFrameBytes(),
                        config.messageLimits().lowWaterBytes(),
                        config.messageLimits().highWaterBytes()));
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
        requireMayBlock("rotateToken");
        published.rotateToken(grace);
    }

    @Override
    public List<IpcConnection> connections() {
        return acceptor.sessions().stream().map(Session::connection).toList();
    }

    @Override
    public void close() {
        requireMayBlock("close");
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        published.withdraw();
        bindings.forEach(Binding::close);
        acceptor.close();
        endSessions();
        threads.close();
        runtime.close();
        published.close();
        scheduler.close();
    }

    private void requireMayBlock(String what) {
        if (BlockingCalls.onTransportThread() || runtime.ownsCurrentThread()) {
            throw new IllegalStateException(what + " of server " + endpoint().name() + " on "
                    + Thread.currentThread().getName() + ", a thread that moves frames (expected: another one)");
        }
    }

    private void endSessions() {
        List<CompletableFuture<?>> ends = new ArrayList<>();
        for (Session session : acceptor.sessions()) {
            session.shutDown();
            ends.add(session.closed());
        }
        try {
            CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new)).get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return; // the transport's runtime ends what is left
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "server " + endpoint();
    }
}
