package dev.loopline.transport.inprocess;

import static java.util.Objects.requireNonNull;

import dev.loopline.transport.TransportOptions;
import dev.loopline.transport.TransportProvider;
import dev.loopline.transport.TransportRuntime;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The transport between two parts of one Java process. Its bytes, limits and callbacks are those of a socket; bindings
 * are found by name in the whole process, whichever provider object made them.
 *
 * <p>Each runtime has one daemon thread, which is the role of all its connections.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class InProcessTransportProvider implements TransportProvider {
    private final @Nullable Scheduler scheduler;

    /** Makes a provider with the real clock. */
    public InProcessTransportProvider() {
        this.scheduler = null;
    }

    /**
     * Makes a provider with an own clock.
     *
     * @param scheduler the clock and the timers of all connections
     */
    public InProcessTransportProvider(Scheduler scheduler) {
        this.scheduler = requireNonNull(scheduler, "scheduler");
    }

    @Override
    public String name() {
        return "in-process";
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public boolean supports(SocketAddress address) {
        return address instanceof InProcessAddress;
    }

    @Override
    public TransportRuntime open(TransportOptions options) {
        return new InProcessRuntime(options, scheduler);
    }
}
