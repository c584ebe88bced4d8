package dev.loopline.internal.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 ms",
        "PT0.3S, 300 ms",
        "PT0.0015S, 1.5 ms",
        "PT0.000000999S, 0 ms",
        "PT1S, 1 s",
        "PT1.5S, 1.5 s",
        "PT10S, 10 s",
        "PT90S, 90 s",
        "PT2M, 2 min",
        "PT24H, 24 h",
        "PT-0.005S, -5 ms",
        "PT-3S, -3 s",
        "PT9223372036854775807S, 9223372036854775807 s",
        "PT-9223372036854775808S, -9223372036854775808 s",
    })
    void writesAsPeopleDo(Duration duration, String text) {
        assertThat(Durations.text(duration)).isEqualTo(text);
    }
}
