package dev.loopline.internal.server;

import dev.loopline.CallLimits;
import dev.loopline.HandshakeLimits;
import dev.loopline.Keepalive;
import dev.loopline.Loopback;
import dev.loopline.MessageLimits;
import dev.loopline.TopicLimits;
import dev.loopline.endpoint.PortPolicy;
import dev.loopline.internal.observe.Observers;
import dev.loopline.internal.services.Serving;
import dev.loopline.transport.TransportProvider;
import dev.loopline.transport.WaitMode;
import org.jspecify.annotations.Nullable;

/**
 * What a server was asked to be, however it is found.
 *
 * @param port how its port is chosen
 * @param loopback on which addresses it listens
 * @param transport what carries it, {@code null} for the best there is
 * @param transportThreads most threads that move frames
 * @param waiting how its threads wait
 * @param keepalive when a peer that is silent is given up
 * @param addressBinding whether both sides must see the same addresses
 * @param serving what it serves
 * @param handshakeLimits of those who connect
 * @param messageLimits of what arrives
 * @param callLimits of calls
 * @param topicLimits of the hub
 * @param observers told what happens
 */
public record EngineConfig(
        PortPolicy port,
        Loopback loopback,
        @Nullable TransportProvider transport,
        int transportThreads,
        WaitMode waiting,
        Keepalive keepalive,
        boolean addressBinding,
        Serving serving,
        HandshakeLimits handshakeLimits,
        MessageLimits messageLimits,
        CallLimits callLimits,
        TopicLimits topicLimits,
        Observers observers) {
    /**
     * {@return the same for other services}
     *
     * @param other what it serves
     */
    public EngineConfig serving(Serving other) {
        return new EngineConfig(
                port,
                loopback,
                transport,
                transportThreads,
                waiting,
                keepalive,
                addressBinding,
                other,
                handshakeLimits,
                messageLimits,
                callLimits,
                topicLimits,
                observers);
    }
}
