package dev.loopline.call;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Executor;

/**
 * Where the handlers of a service run.
 *
 * <p><b>Threading:</b> immutable.
 */
public sealed interface HandlerExecution {
    /**
     * {@return each call on a thread of the library: a virtual one on Java 21 and later, else one of a pool that grows
     * to 256 threads before calls wait. Handlers may block. This is the default.}
     */
    static HandlerExecution threads() {
        return Threads.INSTANCE;
    }

    /**
     * {@return on the connection's own thread, without a hand-over. For handlers that end in microseconds and never
     * block: every call of the connection waits while they run.}
     */
    static HandlerExecution direct() {
        return Direct.INSTANCE;
    }

    /**
     * Runs handlers on an executor of the application, a UI thread for instance.
     *
     * @param executor runs them; a task that it rejects fails its call with
     *     {@link dev.loopline.StatusCode#RESOURCE_EXHAUSTED}. It must not drop tasks in silence: their calls would count as
     *     running until the connection ends. The library never shuts it down.
     * @return the choice
     */
    static HandlerExecution on(Executor executor) {
        return new Custom(requireNonNull(executor, "executor"));
    }

    /** See {@link #threads}. */
    enum Threads implements HandlerExecution {
        /** The one value. */
        INSTANCE
    }

    /** See {@link #direct}. */
    enum Direct implements HandlerExecution {
        /** The one value. */
        INSTANCE
    }

    /**
     * See {@link #on}.
     *
     * @param executor runs the handlers
     */
    record Custom(Executor executor) implements HandlerExecution {}
}
