package dev.loopline.benchmarks.load;

/**
 * What is done with threads everywhere.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class Threads {
    private Threads() {}

    /** Lets others have this processor, while something is polled that may need it. */
    @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it but the time that polling takes from others
    public static void giveWay() {
        Thread.yield();
    }

    /**
     * Waits for the end of a thread that was told to end, or until this one is interrupted.
     *
     * @param thread that ends
     */
    public static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
