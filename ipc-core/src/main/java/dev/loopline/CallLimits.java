package dev.loopline;

/**
 * How many calls a connection carries at once, and what may travel with each.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param maxConcurrentCalls calls of the peer that may run at once on a connection; one more fails with
 *     {@link StatusCode#RESOURCE_EXHAUSTED} and {@link Certainty#NOT_EXECUTED}. Calls to the peer are limited by what it
 *     allows, and by this.
 * @param maxMetadataBytes keys and values of a call together
 * @param maxMetadataEntries entries of a call
 * @param maxMethods different method names that the peer may use on a connection
 * @param maxHandlerThreads how far the thread pool of handlers grows on a Java without virtual threads
 * @param maxQueuedCalls calls that wait for a thread when the pool has grown to its limit; one more fails with
 *     {@link StatusCode#RESOURCE_EXHAUSTED}
 */
public record CallLimits(
        int maxConcurrentCalls,
        int maxMetadataBytes,
        int maxMetadataEntries,
        int maxMethods,
        int maxHandlerThreads,
        int maxQueuedCalls) {
    /** 1,024 calls, 8 KiB and 64 entries of metadata, 4,096 methods, 256 threads, 1,024 waiting calls. */
    public static final CallLimits DEFAULT = new CallLimits(1024, 8 * 1024, 64, 4096, 256, 1024);

    /**
     * Checks the bounds.
     *
     * @param maxConcurrentCalls 1 to 1,000,000
     * @param maxMetadataBytes 0 to 48 KiB
     * @param maxMetadataEntries 0 to 1,024
     * @param maxMethods 1 to 65,535
     * @param maxHandlerThreads 1 to 65,536
     * @param maxQueuedCalls 0 to 1,000,000
     * @throws IllegalArgumentException if one is broken
     */
    public CallLimits {
        Bounds.check("maxConcurrentCalls", maxConcurrentCalls, 1, 1_000_000);
        Bounds.check("maxMetadataBytes", maxMetadataBytes, 0, 48 * 1024);
        Bounds.check("maxMetadataEntries", maxMetadataEntries, 0, 1024);
        Bounds.check("maxMethods", maxMethods, 1, 65_535);
        Bounds.check("maxHandlerThreads", maxHandlerThreads, 1, 65_536);
        Bounds.check("maxQueuedCalls", maxQueuedCalls, 0, 1_000_000);
    }

    /**
     * Copies these limits with another number of concurrent calls.
     *
     * @param calls 1 to 1,000,000
     * @return the copy
     */
    public CallLimits withMaxConcurrentCalls(int calls) {
        return new CallLimits(
                calls, maxMetadataBytes, maxMetadataEntries, maxMethods, maxHandlerThreads, maxQueuedCalls);
    }
}
