package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.loopline.transport.WaitMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(WaitMode.class)
class HandlerPoolTest {
    @Parameter
    private WaitMode mode = WaitMode.ADAPTIVE;

    private final List<HandlerPool> pools = new ArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);

    @AfterEach
    void closePools() throws InterruptedException {
        released.countDown();
        for (HandlerPool pool : pools) {
            pool.shutdownNow();
            assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private HandlerPool pool(int maxThreads, int maxWaiting) {
        HandlerPool pool = new HandlerPool("pool-test", maxThreads, maxWaiting, mode);
        pools.add(pool);
        return pool;
    }

    private void block() {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void runsEveryTaskOfManySubmittersOnce() throws InterruptedException {
        HandlerPool pool = pool(8, 1_000_000);
        AtomicInteger runs = new AtomicInteger();
        List<Thread> submitters = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            submitters.add(new Thread(() -> {
                for (int task = 0; task < 25_000; task++) {
                    pool.execute(runs::incrementAndGet);
                }
            }));
        }

        submitters.forEach(Thread::start);
        for (Thread submitter : submitters) {
            submitter.join();
        }

        await().until(() -> runs.get() == 100_000);
    }

    /** While the first thread is being made, a second submitter finds none and is not to be refused for that. */
    @Test
    void firstTasksOfSeveralSubmittersAreAllTaken() throws Exception {
        CyclicBarrier begin = new CyclicBarrier(2);
        for (int i = 0; i < 300; i++) {
            HandlerPool pool = pool(2, 2);
            CountDownLatch run = new CountDownLatch(2);
            CompletableFuture<Void> other = CompletableFuture.runAsync(() -> submit(begin, pool, run));

            submit(begin, pool, run);

            other.get(10, TimeUnit.SECONDS);
            assertThat(run.await(10, TimeUnit.SECONDS)).isTrue();
            pool.shutdown();
        }
    }

    private static void submit(CyclicBarrier begin, HandlerPool pool, CountDownLatch run) {
        try {
            begin.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        pool.execute(run::countDown);
    }

    @Test
    void aTaskThatWaitsForALaterOneIsNotInItsWay() {
        HandlerPool pool = pool(64, 0);
        AtomicInteger reached = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(64);

        for (int i = 0; i < 64; i++) {
            pool.execute(() -> {
                all.countDown();
                try {
                    all.await();
                    reached.incrementAndGet();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }

        await().until(() -> reached.get() == 64);
    }

    @Test
    void takesAsManyTasksAsThreadsAndPlacesAndNotOneMore() {
        HandlerPool pool = pool(2, 3);
        for (int i = 0; i < 5; i++) {
            pool.execute(this::block);
        }

        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> pool.execute(this::block))
                .withMessage("handler threads: 2 are busy and 3 calls wait (expected: at most as many)");
    }

    @Test
    void hasRoomAgainOnceTasksHaveEnded() {
        HandlerPool pool = pool(2, 3);
        AtomicInteger ended = new AtomicInteger();
        for (int i = 0; i < 5; i++) {
            pool.execute(() -> {
                block();
                ended.incrementAndGet();
            });
        }

        released.countDown();
        await().until(() -> ended.get() == 5);

        await().ignoreExceptionsInstanceOf(RejectedExecutionException.class).until(() -> {
            pool.execute(ended::incrementAndGet); // the count goes down just after a task has returned
            return true;
        });
        await().until(() -> ended.get() >= 6);
    }

    @Test
    void oneAfterTheOtherIsDoneByOneThread() throws InterruptedException {
        HandlerPool pool = pool(8, 8);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 1_000; i++) {
            CountDownLatch done = new CountDownLatch(1);
            pool.execute(() -> {
                threads.add(Thread.currentThread());
                done.countDown();
            });
            done.await();
        }

        assertThat(threads).hasSizeLessThan(8); // two, mostly: the one that is ending a task, and the one that searches
    }

    @Test
    void goesOnAfterATaskThatFails() throws InterruptedException {
        HandlerPool pool = pool(1, 10);
        CountDownLatch next = new CountDownLatch(1);

        pool.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        pool.execute(next::countDown);

        assertThat(next.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anInterruptLeftBehindDoesNotMakeItSpin() {
        HandlerPool pool = pool(1, 10);
        List<Thread> worker = new ArrayList<>();
        pool.execute(() -> {
            worker.add(Thread.currentThread());
            Thread.currentThread().interrupt();
        });

        await().atMost(Duration.ofSeconds(10))
                .until(() -> !worker.isEmpty() && worker.get(0).getState() == Thread.State.TIMED_WAITING);
    }

    @Test
    void closingInterruptsTasksAndReturnsThoseThatWait() {
        HandlerPool pool = pool(1, 1);
        AtomicBoolean interrupted = new AtomicBoolean();
        CountDownLatch running = new CountDownLatch(1);
        pool.execute(() -> {
            running.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
        });
        await().until(() -> running.getCount() == 0);
        pool.execute(() -> {});

        assertThat(pool.shutdownNow()).hasSize(1);

        await().untilTrue(interrupted);
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> pool.execute(() -> {}));
    }
}
