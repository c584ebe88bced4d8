package dev.loopline.internal.engine;

import dev.loopline.CallLimits;
import dev.loopline.Keepalive;
import dev.loopline.MessageLimits;
import dev.loopline.call.ClientInterceptor;
import dev.loopline.internal.handshake.HelloLimits;
import dev.loopline.internal.observe.Observers;
import dev.loopline.transport.WaitMode;
import java.util.List;

/**
 * What all connections of a server or client share.
 *
 * @param services what this side serves
 * @param threads run handlers that may block
 * @param messageLimits of what arrives
 * @param callLimits of calls that arrive
 * @param interceptors stand before every call that this side makes, the first outermost
 * @param observers told what happens
 * @param memory what messages may take, beyond one connection
 * @param hub of the topics
 * @param waiting how callers wait
 * @param keepalive when a peer that is silent is given up
 */
public record SessionConfig(
        ServiceTable services,
        HandlerThreads threads,
        MessageLimits messageLimits,
        CallLimits callLimits,
        List<ClientInterceptor> interceptors,
        Observers observers,
        MessageMemory memory,
        HubAccess hub,
        WaitMode waiting,
        Keepalive keepalive) {

    /**
     * Makes a configuration of connections without a hub and without keepalive.
     *
     * @param services what this side serves
     * @param threads run handlers that may block
     * @param messageLimits of what arrives
     * @param callLimits of calls that arrive
     * @param interceptors stand before every call that this side makes, the first outermost
     * @param observers told what happens
     * @param memory what messages may take, beyond one connection
     */
    public SessionConfig(
            ServiceTable services,
            HandlerThreads threads,
            MessageLimits messageLimits,
            CallLimits callLimits,
            List<ClientInterceptor> interceptors,
            Observers observers,
            MessageMemory memory) {
        this(
                services,
                threads,
                messageLimits,
                callLimits,
                interceptors,
                observers,
                memory,
                HubAccess.NONE,
                WaitMode.ADAPTIVE,
                Keepalive.OFF);
    }

    /**
     * Makes a configuration of connections without a hub, that nobody observes and that share the memory of the process.
     *
     * @param services what this side serves
     * @param threads run handlers that may block
     * @param messageLimits of what arrives
     * @param callLimits of calls that arrive
     * @param interceptors stand before every call that this side makes, the first outermost
     */
    public SessionConfig(
            ServiceTable services,
            HandlerThreads threads,
            MessageLimits messageLimits,
            CallLimits callLimits,
            List<ClientInterceptor> interceptors) {
        this(services, threads, messageLimits, callLimits, interceptors, Observers.NONE, MessageMemory.ofProcess());
    }

    /** {@return the limits that the peer is told in the hello} */
    public HelloLimits helloLimits() {
        return new HelloLimits(
                messageLimits.maxFrameBytes(),
                messageLimits.maxMessageBytes(),
                messageLimits.windowBytes(),
                callLimits.maxConcurrentCalls(),
                (int) keepalive.idle().toMillis());
    }
}
