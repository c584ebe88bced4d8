package dev.loopline.internal.server;

import dev.loopline.IpcConnection;
import dev.loopline.IpcServer;
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
import dev.loopline.internal.services.BuiltInServices;
import dev.loopline.internal.transports.Transports;
import dev.loopline.transport.Binding;
import dev.loopline.transport.TransportOptions;
import dev.loopline.transport.TransportRuntime;
import java.net.InetSocketAddress;
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

    private final EndpointClaim claim;
    private final HandlerThreads threads;
    private final TransportRuntime runtime;
    private final SessionAcceptor acceptor;
    private final List<Binding> bindings;
    private final Endpoint endpoint;
    private final AtomicBoolean closed = new AtomicBoolean();

    private RunningServer(
            EndpointClaim claim,
            HandlerThreads threads,
            TransportRuntime runtime,
            SessionAcceptor acceptor,
            List<Binding> bindings,
            Endpoint endpoint) {
        this.claim = claim;
        this.threads = threads;
        this.runtime = runtime;
        this.acceptor = acceptor;
        this.bindings = bindings;
        this.endpoint = endpoint;
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
            EndpointId id = EndpointId.random();
            Credential credential = Credential.random();
            SessionConfig sessions = new SessionConfig(
                    services,
                    threads,
                    config.messageLimits(),
                    config.callLimits(),
                    config.serving().clientInterceptors());
            SessionAcceptor acceptor = new SessionAcceptor(
                    new ServerHandshake.Rules(
                            ProtocolVersions.CURRENT,
                            id,
                            tokenId -> tokenId == credential.tokenId() ? credential.token() : null,
                            config.addressBinding(),
                            sessions.helloLimits()),
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
            claim.publish(endpoint);
            undo.nothing();
            return new RunningServer(claim, threads, runtime, acceptor, bindings, endpoint);
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
                        config.messageLimits().highWaterBytes()));
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public List<IpcConnection> connections() {
        return acceptor.sessions().stream().map(Session::connection).toList();
    }

    @Override
    public void close() {
        if (BlockingCalls.onTransportThread() || runtime.ownsCurrentThread()) {
            throw new IllegalStateException("close of server " + endpoint.name() + " on "
                    + Thread.currentThread().getName() + ", a thread that moves frames (expected: another one)");
        }
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        claim.withdraw();
        bindings.forEach(Binding::close);
        acceptor.close();
        endSessions();
        threads.close();
        runtime.close();
        claim.close();
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
        return "server " + endpoint;
    }
}
