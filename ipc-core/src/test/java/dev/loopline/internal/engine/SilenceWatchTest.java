package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.Keepalive;
import dev.loopline.internal.observe.ConnectionFigures;
import dev.loopline.testing.ManualScheduler;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a silent peer is asked and when it is given up, on a clock that the test moves. */
class SilenceWatchTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualScheduler clock = new ManualScheduler();
    private final DeafTransport transport = new DeafTransport(clock);
    private final ConnectionFigures figures = new ConnectionFigures();
    private final Outbound outbound = new Outbound(transport, 65_536, 65_536, 65_536, figures, () -> {});
    private long silentAtNanos = -1;

    private SilenceWatch watch(Keepalive keepalive, boolean patient) {
        SilenceWatch watch = new SilenceWatch(transport, outbound, figures, keepalive, patient, () -> {
            assertThat(silentAtNanos).as("told twice").isNegative();
            silentAtNanos = clock.nanoTime();
        });
        watch.start();
        return watch;
    }

    private long pings() {
        return figures.framesSent();
    }

    private void assertNotGivenUp() {
        assertThat(silentAtNanos).isNegative();
    }

    /** What a frame costs: the count that is kept anyway. */
    private void arrives() {
        figures.received(100);
    }

    @Test
    void aPeerOfWhichNothingComesIsAskedAndThenGivenUp() {
        var unused = watch(Keepalive.DEFAULT, true);

        clock.advance(Duration.ofMillis(9_999));
        assertThat(pings()).isZero();
        clock.advance(Duration.ofMillis(2));
        assertThat(pings()).isEqualTo(1);
        clock.advance(Duration.ofMillis(9_990));
        assertNotGivenUp();
        clock.advance(Duration.ofMillis(20));

        assertThat(Duration.ofNanos(silentAtNanos)).isEqualTo(Duration.ofSeconds(20));
        assertThat(clock.timers()).as("timers that are left").isZero();
        assertThat(pings()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 137, 500, 1_249, 1_250, 1_251, 3_000, 9_999, 10_001, 15_000, 25_003})
    void wheneverItFellSilentItIsGivenUpWithin22Seconds(int lastMillis) {
        for (boolean patient : new boolean[] {false, true}) {
            silentAtNanos = -1;
            SilenceWatch watch = watch(Keepalive.DEFAULT, patient);
            long begin = clock.nanoTime();

            for (int at = 0; at < lastMillis; at += 100) {
                clock.advance(Duration.ofMillis(Math.min(100, lastMillis - at)));
                arrives();
            }
            long last = clock.nanoTime();
            clock.advance(Duration.ofSeconds(60));

            assertThat(Duration.ofNanos(silentAtNanos - last))
                    .as("last frame after %d ms, patient: %s, begun at %d", lastMillis, patient, begin)
                    .isBetween(Duration.ofMillis(18_700), Duration.ofSeconds(22));
            watch.stop();
        }
    }

    @Test
    void theShortestTimesNoticeWithinFourAndAHalfSeconds() {
        SilenceWatch unused = watch(new Keepalive(Keepalive.MIN, Keepalive.MIN), true);
        arrives();

        clock.advance(Duration.ofSeconds(60));

        assertThat(Duration.ofNanos(silentAtNanos)).isBetween(Duration.ofSeconds(4), Duration.ofMillis(4_500));
    }

    @Test
    void aPeerThatAnswersIsAskedOnceInAWhileWithOneTimer() {
        SilenceWatch unused = watch(Keepalive.DEFAULT, false);

        long answered = 0;
        for (int i = 0; i < 10_000; i++) {
            clock.advance(Duration.ofMillis(100));
            assertThat(clock.timers()).isEqualTo(1);
            if (pings() > answered) {
                answered = pings();
                arrives();
            }
        }

        assertThat(pings()).isBetween(90L, 120L);
        assertNotGivenUp();
    }

    @Test
    void theSideThatIsAskedNeedNotAsk() {
        SilenceWatch unused = watch(Keepalive.DEFAULT, true);

        for (int i = 0; i < 100; i++) {
            clock.advance(Duration.ofSeconds(10).minusMillis(1)); // as the other side asks
            arrives();
        }

        assertThat(pings()).isZero();
    }

    @Test
    void aBusyConnectionIsNeverAsked() {
        SilenceWatch unused = watch(Keepalive.DEFAULT, false);

        for (int i = 0; i < 1_000; i++) {
            clock.advance(SECOND);
            arrives();
        }

        assertThat(pings()).isZero();
    }

    @Test
    void anythingThatComesIsAnAnswer() {
        SilenceWatch unused = watch(Keepalive.DEFAULT, false);

        clock.advance(Duration.ofSeconds(18));
        arrives();
        clock.advance(Duration.ofSeconds(18));

        assertThat(pings()).isEqualTo(2);
        assertNotGivenUp();
    }

    // ---- this side stands still

    @Test
    void aPauseOfThisProcessGivesThePeerAllOfItsTimeAnew() {
        SilenceWatch unused = watch(Keepalive.DEFAULT, false);
        clock.advance(Duration.ofSeconds(15));
        assertThat(pings()).isEqualTo(1);

        for (int i = 0; i < 5; i++) {
            clock.standStill(Duration.ofSeconds(60));
            assertNotGivenUp();
            clock.advance(Duration.ofMillis(9_900));
            assertNotGivenUp();
        }
        clock.advance(SECOND);

        assertThat(silentAtNanos).isPositive();
        assertThat(pings())
                .as("the first question is still in the peer's socket")
                .isEqualTo(1);
    }

    @Test
    void aPauseBeforeTheQuestionOnlyDelaysIt() {
        SilenceWatch unused = watch(Keepalive.DEFAULT, false);

        clock.standStill(Duration.ofHours(1));
        assertThat(pings()).isZero();
        clock.advance(Duration.ofSeconds(9));
        assertThat(pings()).isEqualTo(1);
        clock.advance(Duration.ofSeconds(8));

        assertNotGivenUp();
    }

    // ---- one way only

    @Test
    void aPeerThatTakesBytesIsNotGivenUpForNotAnswering() {
        SilenceWatch unused = watch(Keepalive.DEFAULT, false);
        transport.pendingBytes(1_000_000);
        clock.advance(Duration.ofSeconds(10));

        for (int i = 0; i < 60; i++) {
            clock.advance(SECOND);
            figures.sent(50_000); // one frame out, the next in
        }
        assertNotGivenUp();
        clock.advance(Duration.ofSeconds(12));

        assertThat(silentAtNanos).isPositive();
    }

    @Test
    void whatOnlyGoesIntoTheBufferIsNoSignOfThePeer() {
        SilenceWatch unused = watch(Keepalive.DEFAULT, false);
        clock.advance(Duration.ofSeconds(10));

        for (int pending = 0; pending < 60; pending++) {
            figures.sent(1_000);
            transport.pendingBytes((int) figures.bytesSent());
            clock.advance(SECOND);
        }

        assertThat(Duration.ofNanos(silentAtNanos)).isLessThan(Duration.ofSeconds(22));
    }

    @Test
    void withoutKeepaliveThereIsNoTimer() {
        SilenceWatch unused = watch(Keepalive.OFF, false);

        assertThat(clock.timers()).isZero();
    }
}
