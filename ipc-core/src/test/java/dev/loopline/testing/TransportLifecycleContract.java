package dev.loopline.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.loopline.transport.Binding;
import dev.loopline.transport.Cancellable;
import dev.loopline.transport.OfferResult;
import dev.loopline.transport.Transport;
import dev.loopline.transport.TransportRuntime;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every transport must do about its role, its timers, its ends and its threads. */
abstract class TransportLifecycleContract extends TransportFixture {
    @Test
    void closingDeliversWhatWasAcceptedAndEndsBothSides() {
        Pair pair = connected();

        pair.near().inRole(it -> {
            for (int i = 0; i < 10; i++) {
                it.offer(new TestFrame(i, 10_000));
            }
            it.close();
            it.close();
            return it;
        });

        assertThat(pair.far().closed()).isEmpty();
        assertThat(pair.near().closed()).isEmpty();
        assertThat(pair.far().frames()).hasSize(10);
    }

    @Test
    void closingDropsWhatStillComesInAndTheLastBytesReachAPeerThatWasSending() {
        RecordingEnd near = end();
        Pair pair = connected(near, end());
        near.onEvent(event -> {
            if (event.equals("frame")) {
                near.transport().offer(new TestFrame(7, 50_000));
                near.transport().close();
            }
        });

        pair.far().inRole(it -> {
            for (int i = 0; i < 12; i++) {
                it.offer(new TestFrame(i, 10_000));
            }
            return it;
        });

        assertThat(near.closed()).isEmpty();
        pair.far().closed();
        assertThat(near.frames()).hasSize(1);
        assertThat(pair.far().frames()).containsExactly(new TestFrame(7, 50_000));
    }

    @Test
    void abortingEndsBothSidesAndNothingIsDeliveredAfterIt() {
        RecordingEnd near = end();
        Pair pair = connected(near, end());
        near.onEvent(event -> {
            if (event.equals("frame")) {
                near.transport().abort();
                near.transport().abort();
            }
        });

        pair.far().inRole(it -> List.of(it.offer(new TestFrame(1, 16)), it.offer(new TestFrame(2, 16))));

        assertThat(near.closed()).isEmpty();
        pair.far().closed();
        assertThat(near.events()).containsExactly("connection", "open", RecordingEnd.HELLO, "frame", "closed");
    }

    @Test
    void closingFromBothSidesAtOnceEndsEachOnceAndLosesNothing() {
        Pair pair = connected();
        CountDownLatch together = new CountDownLatch(2);

        for (RecordingEnd end : List.of(pair.near(), pair.far())) {
            Transport transport = end.transport();
            transport.execute(() -> {
                transport.offer(new TestFrame(1, 1_000));
                together.countDown();
                awaitQuietly(together);
                transport.close();
            });
        }

        assertThat(pair.near().closed()).isEmpty();
        assertThat(pair.far().closed()).isEmpty();
        assertThat(pair.near().events()).containsOnlyOnce("closed").endsWith("closed");
        assertThat(pair.far().events()).containsOnlyOnce("closed").endsWith("closed");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void acceptsNothingAfterItWasClosed(boolean aborted) {
        Pair pair = connected();

        List<OfferResult> results = pair.near().inRole(it -> {
            OfferResult before = it.offer(new TestFrame(1, 16));
            if (aborted) {
                it.abort();
            } else {
                it.close();
            }
            return List.of(before, it.offer(new TestFrame(2, 16)));
        });

        assertThat(results).containsExactly(OfferResult.ACCEPTED, OfferResult.CLOSED);
        pair.far().closed();
        assertThat(pair.far().frames()).doesNotContain(new TestFrame(2, 16));
    }

    @Test
    void dropsTasksAndTimersOnceItHasClosed() {
        Pair pair = connected();
        AtomicBoolean ran = new AtomicBoolean();
        Transport transport = pair.near().transport();
        Runnable task = () -> ran.set(true);
        Cancellable early = transport.schedule(task, TimeUnit.MILLISECONDS.toNanos(200));

        transport.abort();
        pair.near().closed();
        transport.execute(task);
        Cancellable late = transport.schedule(task, 0);
        transport.sendHello(java.nio.ByteBuffer.allocate(10));

        await().during(400, TimeUnit.MILLISECONDS).atMost(PATIENCE).untilFalse(ran);
        early.cancel();
        late.cancel();
        transport.close();
        transport.abort();
        assertThat(pair.near().events()).endsWith("closed").containsOnlyOnce("closed");
    }

    @Test
    void runsTasksInTheRoleInOrderAndNeverInsideTheCall() {
        Pair pair = connected();
        Transport transport = pair.near().transport();
        List<String> order = Collections.synchronizedList(new ArrayList<>());

        transport.execute(() -> {
            transport.execute(() -> order.add("inner in the role: " + transport.inRole()));
            order.add("outer in the role: " + transport.inRole());
        });
        transport.execute(() -> order.add("next"));

        await().atMost(PATIENCE).until(() -> order.size() == 3);
        assertThat(order.get(0)).isEqualTo("outer in the role: true");
        assertThat(order).contains("inner in the role: true", "next");
        assertThat(transport.inRole()).isFalse();
    }

    @Test
    void runsTheTasksOfManyThreadsOneAtATimeAndEachThreadsInItsOrder() throws Exception {
        Transport transport = connected().near().transport();
        AtomicInteger running = new AtomicInteger();
        int[] last = new int[8];
        List<String> wrong = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(8 * 1_000);
        List<Thread> threads = IntStream.range(0, 8)
                .mapToObj(who -> new Thread(() -> IntStream.rangeClosed(1, 1_000)
                        .forEach(number -> transport.execute(() -> {
                            if (running.incrementAndGet() != 1 || last[who] != number - 1) {
                                wrong.add(who + ": " + number + " after " + last[who]);
                            }
                            last[who] = number;
                            running.decrementAndGet();
                            done.countDown();
                        }))))
                .toList();

        threads.forEach(Thread::start);

        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(wrong).isEmpty();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void runsTimersInTheRoleNotTooEarlyByItsOwnClock() {
        Transport transport = connected().near().transport();
        CompletableFuture<Long> elapsed = new CompletableFuture<>();
        CompletableFuture<Boolean> atOnce = new CompletableFuture<>();
        long start = transport.nanoTime();

        transport.schedule(
                () -> elapsed.complete(transport.inRole() ? transport.nanoTime() - start : -1),
                TimeUnit.MILLISECONDS.toNanos(30));
        transport.schedule(() -> atOnce.complete(transport.inRole()), -5);

        assertThat(atOnce).succeedsWithin(PATIENCE).isEqualTo(true);
        assertThat(elapsed).succeedsWithin(PATIENCE).satisfies(nanos -> assertThat(nanos)
                .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(30)));
    }

    @Test
    void runsNoTimerThatWasCancelled() {
        Transport transport = connected().near().transport();
        AtomicBoolean ran = new AtomicBoolean();
        CompletableFuture<Void> passed = new CompletableFuture<>();

        Cancellable fromOutside = transport.schedule(() -> ran.set(true), TimeUnit.MILLISECONDS.toNanos(50));
        fromOutside.cancel();
        fromOutside.cancel();
        transport.execute(() -> transport.schedule(() -> ran.set(true), 0).cancel());
        transport.schedule(() -> passed.complete(null), TimeUnit.MILLISECONDS.toNanos(100));

        assertThat(passed).succeedsWithin(PATIENCE);
        assertThat(ran).isFalse();
    }

    @Test
    void e10KeepsNoTimerThatWasCancelled() {
        Transport transport = connected().near().transport();
        CompletableFuture<List<WeakReference<Runnable>>> cancelled = new CompletableFuture<>();

        transport.execute(() -> {
            List<WeakReference<Runnable>> timers = new ArrayList<>();
            for (int i = 0; i < 100_000; i++) {
                AtomicBoolean own = new AtomicBoolean();
                Runnable timer = () -> own.set(true);
                transport.schedule(timer, TimeUnit.HOURS.toNanos(1) - i).cancel();
                timers.add(new WeakReference<>(timer));
            }
            cancelled.complete(timers);
        });

        await().atMost(PATIENCE).until(() -> {
            System.gc();
            return cancelled.join().stream().allMatch(timer -> timer.get() == null);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"open", RecordingEnd.HELLO, "frame", "task", "timer"})
    void endsOnlyTheConnectionWhoseListenerThrows(String event) {
        Pair other = connected();
        RecordingEnd near = end();
        RecordingEnd far = end().onEvent(happened -> {
            if (happened.equals(event)) {
                throw new IllegalStateException("thrown by " + event);
            }
        });
        try (Binding binding = bind(far)) {
            connect(binding.address(), near);
            far.transport(); // accepted
        }
        near.transport().execute(() -> near.transport().offer(new TestFrame(1, 16)));
        Runnable thrower = () -> {
            throw new IllegalStateException("thrown by " + event);
        };
        if (event.equals("task")) {
            far.transport().execute(thrower);
        } else if (event.equals("timer")) {
            far.transport().schedule(thrower, 1_000);
        }

        assertThat(far.closed()).get().hasToString("java.lang.IllegalStateException: thrown by " + event);
        near.closed();
        other.near().offer(new TestFrame(1, 16));
        other.far().offer(new TestFrame(2, 16));
        await().atMost(PATIENCE).until(() -> other.far().frames().size() == 1);
        await().atMost(PATIENCE).until(() -> other.near().frames().size() == 1);
    }

    @Test
    void outlivesAListenerThatThrowsWhenItIsToldOfTheEnd() {
        RecordingEnd far = end().onEvent(event -> {
            if (event.equals("closed")) {
                throw new IllegalStateException("thrown at the end");
            }
        });
        Pair pair = connected(end(), far);

        pair.near().transport().close();

        pair.near().closed();
        far.closed();
        connected();
    }

    @Test
    void endsAConnectionThatNobodyTakes() {
        RecordingEnd near = end();
        try (Binding binding = bind(transport -> {
            throw new IllegalStateException("not taken");
        })) {
            CompletableFuture<Void> taken = client().connect(binding.address(), near);
            CompletableFuture<Void> notTaken = client().connect(binding.address(), transport -> {
                throw new IllegalStateException("not taken");
            });

            assertThat(notTaken).failsWithin(PATIENCE).withThrowableThat().withCauseInstanceOf(IOException.class);
            await().atMost(PATIENCE).until(() -> near.isClosed() || taken.isCompletedExceptionally());
        }
    }

    @Test
    void givesUpAnAttemptThatIsCancelled() {
        for (int i = 0; i < 20; i++) {
            RecordingEnd near = end();
            try (Binding binding = bind(end())) {
                CompletableFuture<Void> attempt = client().connect(binding.address(), near);

                boolean cancelled = attempt.cancel(true);

                await().atMost(PATIENCE)
                        .until(() ->
                                !cancelled || near.isClosed() || near.events().isEmpty());
            }
        }
    }

    @Test
    void knowsItsOwnThreads() {
        Pair pair = connected();

        boolean own = pair.near().inRole(it -> client().ownsCurrentThread() && it.onTransportThread());
        boolean foreign = pair.far().inRole(it -> client().ownsCurrentThread());
        boolean moving = pair.far().inRole(it -> pair.near().transport().onTransportThread());

        assertThat(own).isTrue();
        assertThat(foreign).isFalse();
        assertThat(moving).isTrue();
        assertThat(client().ownsCurrentThread()).isFalse();
        assertThat(pair.near().transport().onTransportThread()).isFalse();
    }

    @Test
    void closingARuntimeEndsItsConnectionsBindingsAndThreads() throws Exception {
        TransportRuntime runtime = open("closing", MAX_FRAME_BYTES);
        RecordingEnd near = end();
        RecordingEnd far = end();
        Binding binding = runtime.bind(addressToBind(), far);
        connect(binding.address(), near);
        near.offer(new TestFrame(1, 16));
        await().atMost(PATIENCE).until(() -> far.frames().size() == 1);

        runtime.close();
        runtime.close();

        assertThat(far.isClosed()).isTrue();
        assertThat(threads()).noneMatch(name -> name.contains("closing"));
        near.closed();
        assertThatThrownBy(() -> connect(binding.address(), end())).hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> runtime.bind(addressToBind(), end())).isInstanceOf(IOException.class);
        assertThat(runtime.connect(binding.address(), end()))
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .withCauseInstanceOf(IOException.class);
    }

    @Test
    void closingARuntimeDoesNotWaitForEverForAPeerThatTakesNothing() {
        CountDownLatch stalled = new CountDownLatch(1);
        RecordingEnd far = end().onEvent(event -> {
            if (event.equals("frame")) {
                awaitQuietly(stalled);
            }
        });
        Pair pair = connected(end(), far);
        for (int i = 0; i < 1_000 && pair.near().offer(new TestFrame(i, 60_000)) == OfferResult.ACCEPTED; i++) {
            // until no more is taken
        }

        client().close();
        stalled.countDown();

        assertThat(pair.near().isClosed()).isTrue();
        far.closed();
    }

    @Test
    void refusesToCloseARuntimeOnItsOwnThread() {
        Pair pair = connected();

        assertThatThrownBy(() -> pair.near().inRole(it -> {
                    client().close();
                    return it;
                }))
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("close() on contract-client-");
    }
}
