package dev.loopline.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

class PrintableTest {
    @Test
    void leavesWordsOfAnyLanguageAsTheyAre() {
        assertThat(Printable.text("Grüße, 世界, \uD83D\uDE00 a\\b")).isEqualTo("Grüße, 世界, \uD83D\uDE00 a\\b");
    }

    @Test
    void escapesWhatATerminalObeysOrTheEyeMisses() {
        assertThat(Printable.text("a\n\r\t\u001b[2J\u007f\u009b\u202e\u2028\uD800z\uDB40\uDC41"))
                .isEqualTo("a\\n\\r\\t\\u001b[2J\\u007f\\u009b\\u202e\\u2028\\ud800z\\u0e0041");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "names are Unicode there, and a backslash separates")
    void showsBytesThatAreNoUtf8AndDoublesBackslashes() {
        Path bytes = Path.of(URI.create("file:///tmp/caf%E9%C3%A9%5C%0A%FF"));

        assertThat(Printable.path(bytes)).isEqualTo("/tmp/caf\\xe9é\\\\\\n\\xff");
        assertThat(Printable.path(Path.of("/a\\nb"))).isEqualTo("/a\\\\nb");
    }

    @Test
    void shortensAVeryLongPathInTheMiddle() {
        String shown = Printable.path(Path.of("/begin", "x".repeat(2000), "end"));

        assertThat(shown)
                .hasSizeLessThanOrEqualTo(400)
                .contains("begin", "[...]")
                .endsWith("end");
    }
}
