package dev.loopline.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdaptiveSpinTest {
    private static final long SOON = 300_000;
    private static final long LATE = 5_000_000;

    private final AdaptiveSpin spin = new AdaptiveSpin(WaitMode.ADAPTIVE);

    @BeforeEach
    void thereAreProcessorsToSpare() {
        assumeThat(Runtime.getRuntime().availableProcessors())
                .as("one processor never looks on")
                .isGreaterThan(1);
    }

    @Test
    void looksOnAtFirst() {
        assertThat(spin.isOn()).isTrue();
    }

    @Test
    void neverLooksOnWhenAskedToPark() {
        AdaptiveSpin parking = new AdaptiveSpin(WaitMode.PARK);

        parking.onHit();
        parking.onWoken(SOON);

        assertThat(parking.isOn()).isFalse();
    }

    @Test
    void sleepsAtOnceAfterSixteenMissesInARow() {
        miss(15);
        assertThat(spin.isOn()).isTrue();

        miss(1);

        assertThat(spin.isOn()).isFalse();
    }

    @Test
    void oneHitForgivesTheMissesBefore() {
        miss(15);
        spin.onHit();
        miss(15);

        assertThat(spin.isOn()).isTrue();
    }

    @Test
    void triesAgainWhenSomethingComesSoon() {
        miss(16);

        assertThat(wakesUntilOn(SOON)).isEqualTo(2);
    }

    @Test
    void staysAsleepForWhatComesLate() {
        miss(16);
        for (int i = 0; i < 10_000; i++) {
            spin.onWoken(LATE);
        }

        assertThat(spin.isOn()).isFalse();
    }

    @Test
    void eachTrialThatFailsMakesTheNextTwiceAsRareUpToALimit() {
        for (int expected = 2; expected <= 1024; expected *= 2) {
            miss(16);
            assertThat(wakesUntilOn(SOON)).isEqualTo(expected);
        }

        miss(16);
        assertThat(wakesUntilOn(SOON)).isEqualTo(1024);
    }

    @Test
    void aTrialThatSucceedsIsTrustedAgain() {
        for (int i = 0; i < 5; i++) {
            miss(16);
            wakesUntilOn(SOON);
        }
        for (int i = 0; i < 64; i++) {
            spin.onHit();
        }
        miss(16);

        assertThat(wakesUntilOn(SOON)).isEqualTo(2);
    }

    private void miss(int times) {
        for (int i = 0; i < times; i++) {
            spin.onMiss();
        }
    }

    private int wakesUntilOn(long nanos) {
        int wakes = 0;
        while (!spin.isOn()) {
            spin.onWoken(nanos);
            wakes++;
        }
        return wakes;
    }
}
