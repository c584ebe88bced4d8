package dev.loopline.internal.client;

import dev.loopline.internal.durable.HubOverSessions;
import dev.loopline.internal.durable.SessionSource;
import dev.loopline.internal.engine.HandlerThreads;
import dev.loopline.internal.engine.HubAccess;
import dev.loopline.internal.engine.MessageMemory;
import dev.loopline.internal.engine.ServiceTable;
import dev.loopline.internal.engine.SessionConfig;
import dev.loopline.internal.topic.RemoteBus;
import dev.loopline.internal.transports.Transports;
import dev.loopline.transport.TransportOptions;
import dev.loopline.transport.TransportRuntime;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * What all connections of one client share and what ends with it.
 *
 * @param threads run handlers that may block
 * @param runtime of the transport
 * @param topics the hub, over one connection after the other
 * @param connector makes the connections
 */
record ClientParts(HandlerThreads threads, TransportRuntime runtime, RemoteBus topics, Connector connector)
        implements AutoCloseable {
    /** All clients of a JVM share them; a connection has one of them. */
    private static final int THREADS = Math.min(4, Runtime.getRuntime().availableProcessors());

    static ClientParts of(ClientConfig config, SessionSource connections) {
        ServiceTable services =
                new ServiceTable(config.serving().services(), config.serving().serverInterceptors());
        HandlerThreads threads = new HandlerThreads(
                "loopline-client-handler",
                config.callLimits().maxHandlerThreads(),
                config.callLimits().maxQueuedCalls(),
                config.waiting());
        RemoteBus topics = new RemoteBus(new HubOverSessions(connections, threads::execute));
        TransportRuntime runtime = Transports.chosenOr(
                        config.transport(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .open(new TransportOptions(
                        "loopline-client",
                        THREADS,
                        config.messageLimits().maxFrameBytes(),
                        config.messageLimits().lowWaterBytes(),
                        config.messageLimits().highWaterBytes(),
                        config.waiting(),
                        true));
        SessionConfig sessions = new SessionConfig(
                services,
                threads,
                config.messageLimits(),
                config.callLimits(),
                config.serving().clientInterceptors(),
                config.observers(),
                MessageMemory.ofProcess(),
                new HubAccess(topics, 0),
                config.waiting(),
                config.keepalive());
        return new ClientParts(threads, runtime, topics, new Connector(config, sessions, runtime));
    }

    @Override
    public void close() {
        threads.close();
        runtime.close();
    }
}
