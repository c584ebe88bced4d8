package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.StatusException;
import dev.loopline.process.HelperLine;
import dev.loopline.process.HelperLine.Source;
import dev.loopline.process.HelperProcess;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What helpers write, and how much of it. */
class HelperOutputTest extends HelperFixture {
    private HelperProcess shell(String script) {
        // It says what it says and then never gets ready, but ends.
        throw new AssertionError(kept(HelperProcess.command("sh", "-c", script)).start(PATIENCE));
    }

    private List<String> texts(Source source) {
        return lines.stream()
                .filter(line -> line.source() == source)
                .map(HelperLine::text)
                .toList();
    }

    @Test
    void linesAreToldBySourceAndWithoutTheirEnds() {
        StatusException failure = failureOf(() -> shell("printf 'one\\r\\ntwo\\n\\nthree'; echo four >&2"));

        assertThat(texts(Source.OUTPUT)).containsExactly("one", "two", "", "three");
        assertThat(texts(Source.ERROR)).containsExactly("four");
        assertThat(failure).hasMessageContaining("\n    four").hasMessageNotContaining("three");
    }

    @Test
    void ofALongLineTheBeginningIsKept() {
        failureOf(() -> shell("head -c 100000 /dev/zero | tr '\\0' x; echo; echo y"));

        assertThat(texts(Source.OUTPUT))
                .containsExactly(
                        "x".repeat(HelperLine.MAX_BYTES) + " [" + (100_000 - HelperLine.MAX_BYTES) + " more bytes]",
                        "y");
    }

    @Test
    void theLastHundredLinesOfErrorsAreInTheFailure() {
        StatusException failure =
                failureOf(() -> shell("i=0; while [ $i -lt 300 ]; do echo line-$i; i=$((i+1)); done >&2; exit 3"));

        assertThat(failure)
                .hasMessageNotContaining("line-199\n")
                .hasMessageContaining("line-200\n")
                .hasMessageEndingWith("line-299");
    }

    @Test
    void aHelperThatWritesGarbageIsAsGoodAsAnyOther() {
        HelperProcess helper = started(helper("garbage", "serve"));

        assertThat(Echoes.call(helper, "x")).isEqualTo("x");
        assertThat(lines).isNotEmpty();
    }

    /** 200,000 lines to each stream, to the log, where nearly all of them are left out. */
    @Test
    void aFloodHurtsNobody() {
        AtomicLong seen = new AtomicLong();
        try (CapturedErrors log = new CapturedErrors();
                HelperProcess helper = HelperProcess.java(HelpingProcess.class)
                        .jvmOptions("-Xmx64m")
                        .arguments("attach", "ready", "flood", "wait")
                        .name("flood")
                        .start(PATIENCE)) {
            for (int i = 0; i < 20; i++) {
                assertThat(Echoes.call(helper, "x")).isEqualTo("x");
            }
            await().until(() -> log.text().contains("lines were left out"));
            seen.set(log.text().lines().count());
        }

        assertThat(seen).hasValueLessThan(5000);
    }

    @Test
    void aConsumerThatFailsMakesNoDifference() {
        try (CapturedErrors log = new CapturedErrors();
                HelperProcess helper = helper("garbage", "serve")
                        .output(line -> {
                            throw new IllegalStateException("no thanks");
                        })
                        .start(Duration.ofSeconds(20))) {
            assertThat(Echoes.call(helper, "x")).isEqualTo("x");
            await().until(() -> log.text().contains("no thanks"));
        }
    }
}
