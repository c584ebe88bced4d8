package dev.loopline.internal.client;

import dev.loopline.CallLimits;
import dev.loopline.Keepalive;
import dev.loopline.MessageLimits;
import dev.loopline.endpoint.Endpoint;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.endpoint.EndpointName;
import dev.loopline.internal.observe.Observers;
import dev.loopline.internal.services.Serving;
import dev.loopline.transport.TransportProvider;
import dev.loopline.transport.WaitMode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a client was asked to be.
 *
 * @param name of the server
 * @param endpoint of the server, if it need not be looked up
 * @param directory where it is looked up otherwise
 * @param waitForEndpoint how long to wait for the server to appear
 * @param connectTimeout of one attempt
 * @param transport what carries it, {@code null} for the best there is
 * @param waiting how its threads wait
 * @param keepalive when a peer that is silent is given up
 * @param serving what the client serves
 * @param messageLimits of what arrives
 * @param callLimits of calls
 * @param observers told what happens
 * @param once whether the first connection is the only one, since its token lets nobody in twice
 */
public record ClientConfig(
        EndpointName name,
        @Nullable Endpoint endpoint,
        EndpointDirectory directory,
        Duration waitForEndpoint,
        Duration connectTimeout,
        @Nullable TransportProvider transport,
        WaitMode waiting,
        Keepalive keepalive,
        Serving serving,
        MessageLimits messageLimits,
        CallLimits callLimits,
        Observers observers,
        boolean once) {}
