package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.call.CallOptions;
import dev.loopline.call.HandlerExecution;
import dev.loopline.echo.EchoService;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.testing.EnginePair;
import dev.loopline.testing.ManualScheduler;
import dev.loopline.transport.inprocess.InProcessAddress;
import dev.loopline.transport.inprocess.InProcessTransportProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Very many deadlines that never come. */
@Timeout(120)
class DeadlineLoadTest {
    private static final int MILLION = 1_000_000;
    private static final int CALLS = 500; // at a time
    private static final int CANCELLED = 200; // of those: fewer than half, or they would be abuse
    private static final long ALLOWANCE_BYTES = 8 * 1024 * 1024;

    private final ManualScheduler clock = new ManualScheduler();

    private static long usedBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void e10AMillionDeadlinesOfOneTimerAreOneTimer() {
        DeadlineTimer timer = new DeadlineTimer(new DeafTransport(clock), now -> DeadlineTimer.NEVER);
        Random random = new Random(10);
        long hour = Duration.ofHours(1).toNanos();
        long before = usedBytes();

        for (int i = 0; i < MILLION; i++) {
            timer.start(hour + random.nextLong(hour));
            timer.start(hour - i); // earlier than all before, so that it has to be set again
            if (i % 100_000 == 0) {
                assertThat(clock.timers()).isEqualTo(1);
            }
            if (i % 3 == 0) {
                timer.stop();
                timer.start(2 * hour);
            }
        }

        assertThat(clock.timers()).isEqualTo(1);
        assertThat(usedBytes()).isLessThan(before + ALLOWANCE_BYTES);
        timer.stop();
        assertThat(clock.timers()).isZero();
    }

    @Test
    void e10DeadlinesOfCallsThatEndOrAreCancelledLeaveNothing() throws Exception {
        setAndEnd(50_000);
    }

    @Tag("slow")
    @Test
    void e10AMillionDeadlinesOfCallsThatEndOrAreCancelledLeaveNothing() throws Exception {
        setAndEnd(MILLION);
    }

    /** Makes calls, in turns of which some are cancelled while all handlers wait, and then the others are answered. */
    private void setAndEnd(int count) throws Exception {
        BlockingQueue<Runnable> handlers = new LinkedBlockingQueue<>(CALLS);
        CallOptions patient = CallOptions.DEFAULT.withDeadline(Duration.ofHours(1));
        try (EnginePair pair = EnginePair.over(new InProcessTransportProvider(clock), InProcessAddress.of("e10"))
                .serve(Engines.echo().withExecution(HandlerExecution.on(handlers::add)))
                .connect()) {
            int timers = clock.timers();
            long before = 0;
            for (int ended = 0; ended < count; ended += CALLS) {
                oneTurn(pair, handlers, patient);
                assertThat(clock.timers()).isLessThanOrEqualTo(timers + 2); // one for each side
                if (ended == 10 * CALLS) {
                    before = usedBytes(); // once everything is as large as it gets
                }
            }

            assertThat(usedBytes()).isLessThan(before + ALLOWANCE_BYTES);
            assertThat(pair.clientSession().isOpen()).isTrue();
            clock.advance(Duration.ofHours(2));
            await().until(() -> clock.timers() <= timers);
        }
    }

    private static void oneTurn(EnginePair pair, BlockingQueue<Runnable> handlers, CallOptions options)
            throws Exception {
        List<CompletableFuture<EchoMessage>> calls = new ArrayList<>(CALLS);
        for (int i = 0; i < CALLS; i++) {
            calls.add(pair.client().callAsync(EchoService.UNARY, EchoMessage.getDefaultInstance(), options));
        }
        List<Runnable> waiting = new ArrayList<>(CALLS);
        for (int i = 0; i < CALLS; i++) {
            waiting.add(handlers.poll(10, TimeUnit.SECONDS));
        }
        calls.subList(0, CANCELLED).forEach(call -> call.cancel(true));
        waiting.forEach(Runnable::run);
        CompletableFuture.allOf(calls.subList(CANCELLED, CALLS).toArray(CompletableFuture[]::new))
                .get(10, TimeUnit.SECONDS);
    }
}
