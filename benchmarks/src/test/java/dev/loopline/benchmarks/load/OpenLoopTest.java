package dev.loopline.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
    private static final long STALL_MILLIS = 200;

    @Test
    void aStallIsSeenByAllCallsThatWereToBeMadeMeanwhile() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        CompletableFuture<Void> stall = new CompletableFuture<>();
        Pipeline stallsOnce = reply -> {
            if (sent.incrementAndGet() == 1) {
                stall.completeOnTimeout(null, STALL_MILLIS, TimeUnit.MILLISECONDS)
                        .join();
            }
            reply.arrived();
        };

        Histogram times;
        try (OpenLoop load = new OpenLoop(stallsOnce, 1_000)) {
            while (load.done() < STALL_MILLIS + 10) {
                Thread.onSpinWait();
            }
            times = load.times();
        }

        // A loop that waits for each call would have one slow time, and all others at once.
        assertThat(times.getCountBetweenValues(nanos(STALL_MILLIS / 2), nanos(10_000)))
                .isGreaterThanOrEqualTo(STALL_MILLIS / 2);
    }

    @Test
    void whatFindsNoPlaceWaitsWithItsClockRunning() throws Exception {
        Queue<Reply> waiting = new ConcurrentLinkedQueue<>();
        AtomicInteger sent = new AtomicInteger();
        Pipeline replies = reply -> {
            waiting.add(reply);
            sent.incrementAndGet();
        };

        try (OpenLoop load = new OpenLoop(replies, 1_000_000)) {
            while (sent.get() < OpenLoop.MOST_UNDER_WAY) {
                Thread.onSpinWait();
            }
            LockSupport.parkNanos(nanos(20));
            assertThat(sent).hasValue(OpenLoop.MOST_UNDER_WAY);

            waiting.remove().arrived();
            while (sent.get() <= OpenLoop.MOST_UNDER_WAY) {
                Thread.onSpinWait();
            }
            load.stop();
            waiting.forEach(Reply::arrived);

            assertThat(load.times().getMaxValue()).isGreaterThanOrEqualTo(nanos(20));
        }
    }

    private static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
