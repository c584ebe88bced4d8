package dev.loopline.transport;

import static java.util.Objects.requireNonNull;

/**
 * What a transport is told when it starts.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param threadName how its threads are called, followed by a number
 * @param threads how many threads share its connections, 1 or more; transports may use fewer
 * @param maxFrameBytes largest frame in either direction, the length prefix not counted
 * @param lowWaterBytes see {@link TransportListener#onWritable}
 * @param highWaterBytes from how many waiting bytes on {@link Transport#offer} refuses
 * @param waiting how its threads wait
 * @param sharesThreads whether runtimes of the same provider that say so too, with the same name and number of threads that wait
 *     alike, may have the same threads
 */
public record TransportOptions(
        String threadName,
        int threads,
        int maxFrameBytes,
        int lowWaterBytes,
        int highWaterBytes,
        WaitMode waiting,
        boolean sharesThreads) {
    /** Smallest frame: the header alone. */
    public static final int MIN_FRAME_BYTES = 16;

    /** Largest frame that any connection can agree on: 1 MiB. */
    public static final int MAX_FRAME_BYTES = 1 << 20;

    /**
     * Checks the bounds.
     *
     * @param threadName any
     * @param threads 1 or more
     * @param maxFrameBytes {@value #MIN_FRAME_BYTES} to {@value #MAX_FRAME_BYTES}
     * @param lowWaterBytes 1 or more
     * @param highWaterBytes at least {@code lowWaterBytes}
     * @param waiting any
     * @param sharesThreads any
     * @throws IllegalArgumentException if one is broken
     */
    public TransportOptions {
        requireNonNull(waiting, "waiting");
        if (threads < 1) {
            throw new IllegalArgumentException("threads: " + threads + " (expected: >= 1)");
        }
        if (maxFrameBytes < MIN_FRAME_BYTES || maxFrameBytes > MAX_FRAME_BYTES) {
            throw new IllegalArgumentException("maxFrameBytes: " + maxFrameBytes + " (expected: " + MIN_FRAME_BYTES
                    + ".." + MAX_FRAME_BYTES + ")");
        }
        if (lowWaterBytes < 1 || highWaterBytes < lowWaterBytes) {
            throw new IllegalArgumentException("lowWaterBytes: " + lowWaterBytes + ", highWaterBytes: " + highWaterBytes
                    + " (expected: 1 <= low <= high)");
        }
    }

    /**
     * Makes options with {@link WaitMode#ADAPTIVE}, and threads of its own.
     *
     * @param threadName how its threads are called, followed by a number
     * @param threads 1 or more
     * @param maxFrameBytes {@value #MIN_FRAME_BYTES} to {@value #MAX_FRAME_BYTES}
     * @param lowWaterBytes 1 or more
     * @param highWaterBytes at least {@code lowWaterBytes}
     */
    public TransportOptions(String threadName, int threads, int maxFrameBytes, int lowWaterBytes, int highWaterBytes) {
        this(threadName, threads, maxFrameBytes, lowWaterBytes, highWaterBytes, WaitMode.ADAPTIVE, false);
    }
}
