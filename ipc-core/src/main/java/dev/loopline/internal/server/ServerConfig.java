package dev.loopline.internal.server;

import dev.loopline.CallLimits;
import dev.loopline.HandshakeLimits;
import dev.loopline.Keepalive;
import dev.loopline.Loopback;
import dev.loopline.MessageLimits;
import dev.loopline.TopicLimits;
import dev.loopline.Visibility;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.endpoint.EndpointName;
import dev.loopline.endpoint.PortPolicy;
import dev.loopline.internal.observe.Observers;
import dev.loopline.internal.services.Serving;
import dev.loopline.transport.TransportProvider;
import dev.loopline.transport.WaitMode;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a server was asked to be.
 *
 * @param name under which it is found
 * @param directory where its endpoint is published
 * @param port how its port is chosen
 * @param loopback on which addresses it listens
 * @param transport what carries it, {@code null} for the best there is
 * @param waiting how its threads wait
 * @param keepalive when a peer that is silent is given up
 * @param addressBinding whether both sides must see the same addresses
 * @param application what is running, for lists
 * @param serving what it serves
 * @param handshakeLimits of those who connect
 * @param messageLimits of what arrives
 * @param callLimits of calls
 * @param topicLimits of the hub
 * @param observers told what happens
 * @param drainGrace what calls that run have when the server drains
 * @param drainOnShutdown whether the end of the JVM drains it
 * @param visibilityListener is told whether clients can find the server, when that changes
 */
public record ServerConfig(
        EndpointName name,
        EndpointDirectory directory,
        PortPolicy port,
        Loopback loopback,
        @Nullable TransportProvider transport,
        WaitMode waiting,
        Keepalive keepalive,
        boolean addressBinding,
        String application,
        Serving serving,
        HandshakeLimits handshakeLimits,
        MessageLimits messageLimits,
        CallLimits callLimits,
        TopicLimits topicLimits,
        Observers observers,
        Duration drainGrace,
        boolean drainOnShutdown,
        Consumer<Visibility> visibilityListener) {
    private static final int MAX_TRANSPORT_THREADS = 4;

    EngineConfig engine() {
        return new EngineConfig(
                port,
                loopback,
                transport,
                Math.min(Runtime.getRuntime().availableProcessors(), MAX_TRANSPORT_THREADS),
                waiting,
                keepalive,
                addressBinding,
                serving,
                handshakeLimits,
                messageLimits,
                callLimits,
                topicLimits,
                observers);
    }
}
