package dev.loopline.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private static final Map<String, String> XTERM = Map.of("TERM", "xterm");

    @Test
    void hasTheSizeThatSttySays() {
        assertThat(Terminal.of(XTERM, "24 132")).isEqualTo(new Terminal(24, 132));
    }

    @Test
    void isAsWideAsColumnsSays() {
        assertThat(Terminal.of(Map.of("TERM", "xterm", "COLUMNS", "60"), "24 132"))
                .isEqualTo(new Terminal(24, 60));
        assertThat(Terminal.of(Map.of("TERM", "xterm", "COLUMNS", "wide"), "24 132"))
                .isEqualTo(new Terminal(24, 132));
    }

    @Test
    void is80WideIfNobodyKnows() {
        assertThat(Terminal.of(XTERM, "0 0")).isEqualTo(new Terminal(0, 80));
    }

    @Test
    void isNoneWithoutACursorThatMoves() {
        assertThat(Terminal.of(Map.of(), "24 80")).isNull();
        assertThat(Terminal.of(Map.of("TERM", "dumb"), "24 80")).isNull();
        assertThat(Terminal.of(XTERM, null)).isNull();
        assertThat(Terminal.of(XTERM, "stty: what?")).isNull();
    }
}
