package dev.loopline.transport.inprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.loopline.testing.ManualScheduler;
import dev.loopline.testing.RecordingEnd;
import dev.loopline.testing.TestFrame;
import dev.loopline.transport.Binding;
import dev.loopline.transport.Cancellable;
import dev.loopline.transport.Transport;
import dev.loopline.transport.TransportOptions;
import dev.loopline.transport.TransportRuntime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Time that a test moves by hand. */
class InProcessTimeTest {
    private static final TransportOptions OPTIONS = new TransportOptions("time-test", 1, 65_536, 1_000, 2_000);

    private final ManualScheduler time = new ManualScheduler();
    private final TransportRuntime runtime = new InProcessTransportProvider(time).open(OPTIONS);
    private final TransportRuntime peers = new InProcessTransportProvider(time).open(OPTIONS);
    private final RecordingEnd near = new RecordingEnd();
    private final RecordingEnd far = new RecordingEnd();

    @BeforeEach
    void connect() throws Exception {
        try (Binding binding = peers.bind(InProcessAddress.of("time-test"), far)) {
            runtime.connect(binding.address(), near).join();
        }
        await().until(() -> near.events().contains(RecordingEnd.HELLO));
    }

    @AfterEach
    void close() {
        runtime.close();
        peers.close();
    }

    @Test
    void runsTimersWhenTheirTimeHasComeAndNotBefore() {
        Transport transport = near.transport();
        List<String> ran = new CopyOnWriteArrayList<>();
        transport.schedule(() -> ran.add("later"), 300);
        transport.schedule(() -> ran.add("sooner, in the role: " + transport.inRole()), 200);

        time.advance(Duration.ofNanos(199));
        near.inRole(Transport::nanoTime);
        assertThat(ran).isEmpty();
        time.advance(Duration.ofNanos(1));
        near.inRole(Transport::nanoTime);
        assertThat(ran).containsExactly("sooner, in the role: true");
        time.advance(Duration.ofDays(1));
        near.inRole(Transport::nanoTime);

        assertThat(ran).containsExactly("sooner, in the role: true", "later");
        assertThat(transport.nanoTime()).isEqualTo(200 + Duration.ofDays(1).toNanos());
    }

    @Test
    void runsNoTimerThatWasCancelledAfterItWentOff() {
        Transport transport = near.transport();
        List<String> ran = new CopyOnWriteArrayList<>();

        near.inRole(it -> {
            Cancellable timer = it.schedule(() -> ran.add("cancelled"), 10);
            time.advance(Duration.ofNanos(10)); // its task waits for the role now
            timer.cancel();
            return it;
        });

        near.inRole(Transport::nanoTime);
        assertThat(ran).isEmpty();
        assertThat(time.timers()).isZero();
        assertThat(transport.inRole()).isFalse();
    }

    @Test
    void waitsFiveSecondsForAPeerThatTakesNothingWhenItCloses() {
        CountDownLatch stalled = new CountDownLatch(1);
        far.onEvent(event -> {
            if (event.equals("frame")) {
                awaitQuietly(stalled);
            }
        });
        near.offer(new TestFrame(1, 100));
        await().until(() -> far.frames().size() == 1);

        near.transport().close();
        near.inRole(Transport::pendingBytes);
        time.advance(Duration.ofMillis(4_999));
        near.inRole(Transport::pendingBytes);
        assertThat(near.isClosed()).isFalse();
        time.advance(Duration.ofMillis(1));

        assertThat(near.closed()).isEmpty();
        stalled.countDown();
        assertThat(far.closed()).isEmpty();
    }

    @Test
    void forgetsTheTimerOfAnOrderlyEnd() {
        near.transport().close();

        near.closed();
        far.closed();

        await().until(() -> time.timers() == 0);
    }

    @Test
    void boundsTheLengthOfAName() {
        InProcessAddress.of("x".repeat(128));

        assertThatThrownBy(() -> InProcessAddress.of("x".repeat(129)))
                .hasMessage("name of 129 characters (expected: 1..128)");
        assertThatThrownBy(() -> InProcessAddress.of("")).hasMessage("name of 0 characters (expected: 1..128)");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
