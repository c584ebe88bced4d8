package dev.loopline.internal.process;

import dev.loopline.CallLimits;
import dev.loopline.IpcServerBuilder;
import dev.loopline.Keepalive;
import dev.loopline.MessageLimits;
import dev.loopline.endpoint.EndpointName;
import dev.loopline.internal.observe.Observers;
import dev.loopline.internal.services.Serving;
import dev.loopline.transport.TransportProvider;
import dev.loopline.transport.WaitMode;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a helper was asked to be to its host.
 *
 * @param serving what it serves
 * @param transport what carries it, {@code null} for the best there is
 * @param waiting how its threads wait
 * @param keepalive when the host is given up that is silent
 * @param messageLimits of what arrives
 * @param callLimits of calls
 * @param observers told what happens
 * @param detachedName under which it also serves, and goes on without its host; {@code null} if it ends with that
 * @param detachedServer changes how its server is built then
 */
public record HelperSide(
        Serving serving,
        @Nullable TransportProvider transport,
        WaitMode waiting,
        Keepalive keepalive,
        MessageLimits messageLimits,
        CallLimits callLimits,
        Observers observers,
        @Nullable EndpointName detachedName,
        UnaryOperator<IpcServerBuilder> detachedServer) {}
