package dev.loopline.examples.demo;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    private final Pace pace = new Pace(5);

    @Test
    void saysNothingInTheFirstSecond() {
        pace.at(0, 0, 0);

        assertThat(pace.at(MILLISECONDS.toNanos(800), 100, 1000)).isEqualTo(Pace.Speed.NONE);
    }

    @Test
    void isTheSpeedOfTheLastSecondsOnly() {
        for (int i = 0; i <= 10; i++) {
            pace.at(MILLISECONDS.toNanos(i * 1000L), i * 100L, i * 5000L);
        }
        Pace.Speed before = pace.at(MILLISECONDS.toNanos(11_000), 1100, 55_000);
        Pace.Speed after = Pace.Speed.NONE;
        for (int i = 12; i <= 17; i++) {
            after = pace.at(MILLISECONDS.toNanos(i * 1000L), 1100, 55_000);
        }

        assertThat(before).isEqualTo(new Pace.Speed(100, 5000));
        assertThat(after).isEqualTo(Pace.Speed.NONE);
    }

    @Test
    void isNeverBelowZero() {
        pace.at(0, 10, 5000);

        assertThat(pace.at(MILLISECONDS.toNanos(2000), 12, 1000)).isEqualTo(new Pace.Speed(1, 0));
    }
}
