package dev.loopline.internal.server;

import dev.loopline.endpoint.EndpointId;
import dev.loopline.internal.engine.HandlerThreads;
import dev.loopline.internal.engine.HubAccess;
import dev.loopline.internal.engine.MessageMemory;
import dev.loopline.internal.engine.ServiceTable;
import dev.loopline.internal.engine.Session;
import dev.loopline.internal.engine.SessionAcceptor;
import dev.loopline.internal.engine.SessionConfig;
import dev.loopline.internal.engine.SessionListener;
import dev.loopline.internal.handshake.ProtocolVersions;
import dev.loopline.internal.handshake.ServerHandshake;
import dev.loopline.internal.handshake.TokenTable;
import dev.loopline.internal.services.BuiltInServices;
import dev.loopline.internal.topic.Hub;
import dev.loopline.internal.topic.HubService;
import dev.loopline.internal.topic.LocalBus;
import dev.loopline.internal.transports.Transports;
import dev.loopline.transport.Binding;
import dev.loopline.transport.TransportOptions;
import dev.loopline.transport.TransportRuntime;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** What every server is made of, however it is found: it listens, lets in those who prove themselves, and is the hub. */
final class ServerEngine {
    private final ServerEnd.Parts parts;
    private final LocalBus events;

    private ServerEngine(ServerEnd.Parts parts, LocalBus events) {
        this.parts = parts;
        this.events = events;
    }

    /**
     * Who gets in, and who is told of them.
     *
     * @param id which run of a server it is
     * @param tokens with which clients prove themselves
     * @param listener told of connections, after the hub
     */
    record Admittance(EndpointId id, TokenTable tokens, SessionListener listener) {}

    /**
     * Starts what can be called from now on, by those who know where it is.
     *
     * @param config what it is asked to be
     * @param admittance who gets in
     * @param scheduler its clock; ends with it
     * @param undo closes what was opened if a later step fails
     * @return the engine, listening
     * @throws dev.loopline.StatusException if no port can be had
     */
    static ServerEngine open(EngineConfig config, Admittance admittance, SystemScheduler scheduler, Undo undo) {
        AtomicBoolean serving = new AtomicBoolean(true);
        HandlerThreads threads = undo.later(new HandlerThreads(
                "loopline-handler",
                config.callLimits().maxHandlerThreads(),
                config.callLimits().maxQueuedCalls(),
                config.waiting()));
        TransportRuntime runtime = undo.later(openTransport(config));
        Hub hub = new Hub(
                config.topicLimits(), scheduler::nanoTime, config.observers().hubs());
        HubService served = new HubService(hub);
        LocalBus events = new LocalBus(hub, threads::execute);
        ServiceTable services = BuiltInServices.with(config.serving(), served.definition(), serving::get);
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
                        ProtocolVersions.CURRENT,
                        admittance.id(),
                        admittance.tokens(),
                        config.addressBinding(),
                        sessions.helloLimits()),
                config.handshakeLimits(),
                sessions,
                config.observers().handshakes(),
                new HubMembers(served, admittance.listener()));
        List<Binding> bindings = new PortBinder(runtime, acceptor, config.loopback()).bind(config.port());
        return new ServerEngine(
                new ServerEnd.Parts(serving, scheduler, threads, runtime, acceptor, hub, bindings), events);
    }

    private static TransportRuntime openTransport(EngineConfig config) {
        InetSocketAddress anyLoopback =
                new InetSocketAddress(PortBinder.hosts(config.loopback()).get(0), 0);
        return Transports.chosenOr(config.transport(), anyLoopback)
                .open(new TransportOptions(
                        "loopline-server",
                        config.transportThreads(),
                        config.messageLimits().maxFrameBytes(),
                        config.messageLimits().lowWaterBytes(),
                        config.messageLimits().highWaterBytes(),
                        config.waiting(),
                        false));
    }

    /** {@return where it listens} */
    List<InetSocketAddress> addresses() {
        return parts.bindings().stream()
                .map(binding -> (InetSocketAddress) binding.address())
                .toList();
    }

    List<Binding> bindings() {
        return parts.bindings();
    }

    SessionAcceptor acceptor() {
        return parts.acceptor();
    }

    LocalBus events() {
        return events;
    }

    List<Session> sessions() {
        return parts.acceptor().sessions();
    }

    boolean ownsCurrentThread() {
        return parts.runtime().ownsCurrentThread();
    }

    /**
     * {@return how all of it ends}
     *
     * @param withdraw makes it impossible to find or to enter; first
     */
    ServerEnd end(Runnable withdraw) {
        return new ServerEnd(parts, withdraw);
    }
}
