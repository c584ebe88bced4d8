package dev.loopline.internal.server;

import dev.loopline.CallLimits;
import dev.loopline.HandshakeLimits;
import dev.loopline.Loopback;
import dev.loopline.MessageLimits;
import dev.loopline.Visibility;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.endpoint.EndpointName;
import dev.loopline.endpoint.PortPolicy;
import dev.loopline.internal.engine.HandshakeObserver;
import dev.loopline.internal.services.Serving;
import java.util.function.Consumer;

/**
 * What a server was asked to be.
 *
 * @param name under which it is found
 * @param directory where its endpoint is published
 * @param port how its port is chosen
 * @param loopback on which addresses it listens
 * @param addressBinding whether both sides must see the same addresses
 * @param application what is running, for lists
 * @param serving what it serves
 * @param handshakeLimits of those who connect
 * @param messageLimits of what arrives
 * @param callLimits of calls
 * @param handshakes counts handshakes
 * @param visibilityListener is told whether clients can find the server, when that changes
 */
public record ServerConfig(
        EndpointName name,
        EndpointDirectory directory,
        PortPolicy port,
        Loopback loopback,
        boolean addressBinding,
        String application,
        Serving serving,
        HandshakeLimits handshakeLimits,
        MessageLimits messageLimits,
        CallLimits callLimits,
        HandshakeObserver handshakes,
        Consumer<Visibility> visibilityListener) {}
