package dev.loopline.transport;

/**
 * Learns whether it pays for a thread that has nothing to do to look for more before it sleeps.
 *
 * <p>Each time, a thread looks on for up to {@link #WINDOW_NANOS}, with {@link #giveWay} between two looks, and reports
 * what came of it. After {@value #MAX_MISSES} misses in a row it {@linkplain #isOn sleeps at once}. It tries again when
 * something has come soon after it fell asleep, as it would if the other side were asleep in between too; each time that
 * fails, that has to happen twice as often first. With one processor it never looks on: whoever it waits for needs that one.
 *
 * <p>The window is what measurements on loopback settled on: longer than a round trip whose other side looks on too, short
 * enough for sparse traffic to cost little.
 *
 * <p><b>Threading:</b> for one thread at a time.
 */
public final class AdaptiveSpin {
    /** How long a thread looks on after it last found something: 200 microseconds. */
    public static final long WINDOW_NANOS = 200_000;

    private static final long SOON_NANOS = 1_000_000; // a round trip between sleepers is shorter
    private static final int MAX_MISSES = 16;
    private static final int MAX_NEEDED = 1024;
    private static final int HITS_FOR_TRUST = 64;

    private final boolean allowed;
    private int misses; // in a row
    private int hits; // in a row
    private int soon; // since it sleeps at once
    private int needed = 1; // of soon, to try again

    /**
     * Makes one that looks on at first.
     *
     * @param mode whether it ever does
     */
    public AdaptiveSpin(WaitMode mode) {
        allowed = mode == WaitMode.ADAPTIVE && Runtime.getRuntime().availableProcessors() > 1;
    }

    /** {@return whether to look on; to sleep at once otherwise} */
    public boolean isOn() {
        return allowed && misses < MAX_MISSES;
    }

    /** Looking on has found something. */
    public void onHit() {
        misses = 0;
        if (hits < HITS_FOR_TRUST && ++hits == HITS_FOR_TRUST) {
            needed = 1;
        }
    }

    /** Looking on has found nothing. */
    public void onMiss() {
        hits = 0;
        if (++misses == MAX_MISSES) {
            soon = 0;
            needed = Math.min(MAX_NEEDED, 2 * needed);
        }
    }

    /**
     * A thread that slept has something to do again.
     *
     * @param nanos how long it had nothing to do
     */
    public void onWoken(long nanos) {
        if (misses >= MAX_MISSES && nanos < SOON_NANOS && ++soon >= needed) {
            misses = 0;
        }
    }

    /** {@return the time by which windows are measured, in nanoseconds from an arbitrary origin} Any thread. */
    public static long nanoTime() {
        return System.nanoTime();
    }

    /** Lets other threads use the processor before the next look. Any thread. */
    @SuppressWarnings("ThreadPriorityCheck") // it is no means of order here: what is waited for comes without it too
    public static void giveWay() {
        Thread.yield();
    }
}
