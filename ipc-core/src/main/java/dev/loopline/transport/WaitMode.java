package dev.loopline.transport;

/**
 * How threads wait for what comes next.
 *
 * <p>Waking a sleeping thread takes the system 10 to 150 microseconds, several times what moving a message over loopback takes.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum WaitMode {
    /**
     * A thread that had something to do looks for more, giving way to others each time, for up to
     * {@link AdaptiveSpin#WINDOW_NANOS} before it sleeps, as long as that finds something often enough. The default. An idle
     * connection takes no processor time.
     */
    ADAPTIVE,

    /** A thread sleeps whenever it has nothing to do: the least processor time for sparse traffic, such as on battery. */
    PARK
}
