package dev.loopline.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.process.HelperLine.Source;
import dev.loopline.testing.ManualScheduler;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HelperLogTest {
    private final ManualScheduler clock = new ManualScheduler();
    private final HelperLog log = new HelperLog("h", Source.ERROR, clock::nanoTime);

    private int taken(int lines) {
        int taken = 0;
        for (int i = 0; i < lines; i++) {
            taken += log.takesLine() ? 1 : 0;
        }
        return taken;
    }

    @Test
    void aHundredLinesASecondAreTaken() {
        assertThat(taken(10_000)).isEqualTo(HelperLog.MAX_LINES_PER_SECOND);
        clock.advance(Duration.ofMillis(999));
        assertThat(taken(10)).isZero();

        clock.advance(Duration.ofMillis(1));

        assertThat(taken(10_000)).isEqualTo(HelperLog.MAX_LINES_PER_SECOND);
    }
}
