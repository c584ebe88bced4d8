package dev.loopline.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LimitedLogTest {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - SECOND_NANOS); // so that it overflows below
    private final LimitedLog log = LimitedLog.withClock("limited", now::get);
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream before = System.err;

    @BeforeEach
    void capture() {
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void release() {
        System.setErr(before);
    }

    private List<String> lines() {
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void writesTenLinesOfAFloodAndSaysHowManyItLeftOut() {
        for (int i = 0; i < 1000; i++) {
            log.warn("flood {} of {}", i, "things");
        }
        assertThat(lines()).hasSize(LimitedLog.MAX_LINES);

        now.addAndGet(SECOND_NANOS);
        log.warn("after {}", "all");
        log.warn("and {}", "on");

        assertThat(lines()).hasSize(LimitedLog.MAX_LINES + 2);
        assertThat(lines().get(10)).endsWith("after all (990 lines were left out before this one)");
        assertThat(lines().get(11)).endsWith("and on");
    }

    @Test
    void noSecondHasMoreThanTenWhereverItBegins() {
        for (int i = 0; i < 10; i++) {
            now.addAndGet(SECOND_NANOS / 10);
            assertThat(log.error("line {}", i)).isTrue();
        }
        now.addAndGet(SECOND_NANOS / 20);
        assertThat(log.error("the eleventh")).isFalse();

        now.addAndGet(SECOND_NANOS / 20);
        assertThat(log.error("a second after the first")).isTrue();
        assertThat(log.error("too soon after the second")).isFalse();
    }

    @Test
    void writesTheTraceOfAThrowableThatComesLast() {
        log.error("call {} failed", 7, new IllegalStateException("why"));

        assertThat(lines().get(0)).endsWith("call 7 failed");
        assertThat(lines().get(1)).isEqualTo("java.lang.IllegalStateException: why");
        assertThat(lines().get(2)).startsWith("\tat ");
    }
}
