package dev.loopline.internal.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final AtomicInteger done = new AtomicInteger();

    private Turns queued(BooleanSupplier work) {
        return new Turns(tasks::add, work, e -> {
            throw e;
        });
    }

    private void runAll() {
        while (!tasks.isEmpty()) {
            assertThat(tasks).hasSize(1);
            tasks.remove().run();
        }
    }

    @Test
    void oneTaskIsQueuedHoweverOftenItIsAskedFor() {
        Turns turns = queued(() -> done.incrementAndGet() < 0);

        for (int i = 0; i < 1000; i++) {
            turns.ask();
        }
        assertThat(tasks).hasSize(1);
        runAll();

        assertThat(done).hasValue(1);
        turns.ask();
        runAll();
        assertThat(done).hasValue(2);
    }

    @Test
    void whoAsksWhileTheWorkIsDoneHasItDoneOnceMore() {
        Turns[] turns = new Turns[1];
        turns[0] = queued(() -> {
            if (done.incrementAndGet() == 1) {
                turns[0].ask();
                turns[0].ask();
            }
            return false;
        });

        turns[0].ask();
        runAll();

        assertThat(done).hasValue(2);
    }

    @Test
    void workThatWantsMoreGoesBehindOtherTasks() {
        List<String> order = new ArrayList<>();
        Turns turns = queued(() -> {
            order.add("turn");
            return order.size() < 4;
        });

        turns.ask();
        tasks.add(() -> order.add("other"));
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }

        assertThat(order).containsExactly("turn", "other", "turn", "turn");
    }

    @Test
    void anExecutorThatRunsTasksAtOnceNeedsNoDeepStack() throws InterruptedException {
        Turns turns = new Turns(Runnable::run, () -> done.incrementAndGet() < 1_000_000, e -> {
            throw e;
        });

        Thread small = new Thread(null, turns::ask, "small stack", 128 * 1024);
        small.start();
        small.join(20_000);

        assertThat(done).hasValue(1_000_000);
        turns.ask();
        assertThat(done).hasValue(1_000_001);
    }

    @Test
    void oneThreadAtATimeWorksAndNoAskIsLost() throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger wanted = new AtomicInteger();
        AtomicInteger seen = new AtomicInteger();
        Turns turns = new Turns(
                threads,
                () -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    seen.set(wanted.get());
                    inside.decrementAndGet();
                    return false;
                },
                e -> {
                    throw e;
                });
        List<Thread> asking = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> {
                for (int j = 0; j < 20_000; j++) {
                    wanted.incrementAndGet();
                    turns.ask();
                }
            });
            asking.add(thread);
            thread.start();
        }
        for (Thread thread : asking) {
            thread.join();
        }

        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (seen.get() < 80_000 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        threads.shutdown();

        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(seen).hasValue(80_000);
        assertThat(most).hasValue(1);
    }

    @Test
    void aRefusedTaskIsTold() {
        Turns turns = new Turns(
                task -> {
                    throw new RejectedExecutionException("full");
                },
                () -> false,
                e -> done.incrementAndGet());

        turns.ask();

        assertThat(done).hasValue(1);
    }
}
