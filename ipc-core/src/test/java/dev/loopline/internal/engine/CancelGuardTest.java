package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.testing.ManualScheduler;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CancelGuardTest {
    private static final int MAX = CancelGuard.MAX_CANCELLED;

    private final ManualScheduler clock = new ManualScheduler();
    private final CancelGuard guard =
            new CancelGuard(new DeadlineTimer(new DeafTransport(clock), now -> DeadlineTimer.NEVER));
    private long id = -1;

    private void openAndCancel(int count) {
        for (int i = 0; i < count; i++) {
            guard.onOpened(id += 2);
            guard.onCancelled(id);
        }
    }

    private void open(int count) {
        for (int i = 0; i < count; i++) {
            guard.onOpened(id += 2);
        }
    }

    @Test
    void d08EndsAConnectionOfWhichNearlyAllCallsAreCancelled() {
        assertThatThrownBy(() -> openAndCancel(MAX + 10))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("calls cancelled without a result")
                .hasMessageContaining("expected: at most " + MAX);
    }

    @Test
    void permitsSomeWithinThirtySecondsAndAsManyAgainLater() {
        assertThatCode(() -> {
                    for (int i = 0; i < 5; i++) {
                        openAndCancel(MAX);
                        clock.advance(Duration.ofSeconds(31));
                    }
                })
                .doesNotThrowAnyException();
    }

    @Test
    void permitsAnyNumberWhereMostCallsEndOtherwise() {
        assertThatCode(() -> {
                    for (int i = 0; i < 10_000; i++) {
                        open(2);
                        openAndCancel(1);
                    }
                })
                .doesNotThrowAnyException();
    }

    /** Those that were opened before the first cancel count neither as opened nor as cancelled. */
    @Test
    void permitsToCancelFewerThanHalfOfManyThatWereOpenedTogether() {
        assertThatCode(() -> {
                    for (int i = 0; i < 10; i++) {
                        long first = id + 2;
                        open(500);
                        for (int j = 0; j < 200; j++) {
                            guard.onCancelled(first + 2L * j);
                        }
                    }
                })
                .doesNotThrowAnyException();
    }

    @Test
    void callsOfAnEarlierTimeDoNotCount() {
        openAndCancel(1);
        open(1000);
        long last = id;
        clock.advance(Duration.ofSeconds(31));

        assertThatCode(() -> {
                    openAndCancel(1);
                    for (long old = last - 998 * 2; old <= last; old += 2) {
                        guard.onCancelled(old);
                    }
                })
                .doesNotThrowAnyException();
    }
}
