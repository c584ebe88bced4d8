package dev.loopline.internal.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.process.HelperExit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinesTest {
    private final List<String> lines = new ArrayList<>();
    private final LineCutter cutter =
            new LineCutter(8, (bytes, length, dropped) -> lines.add(LineCutter.text(bytes, length, dropped, UTF_8)));

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100})
    void linesAreTheSameHoweverTheyArrive(int chunkBytes) {
        byte[] all = "one\n\ntwo\r\n12345678\n123456789\r\nend".getBytes(UTF_8);

        for (int at = 0; at < all.length; at += chunkBytes) {
            int count = Math.min(chunkBytes, all.length - at);
            byte[] chunk = new byte[count];
            System.arraycopy(all, at, chunk, 0, count);
            cutter.feed(chunk, count);
        }
        cutter.end();

        assertThat(lines).containsExactly("one", "", "two", "12345678", "12345678 [2 more bytes]", "end");
    }

    @Test
    void nothingIsNoLine() {
        cutter.end();
        cutter.feed("a\n".getBytes(UTF_8), 2);
        cutter.end();

        assertThat(lines).containsExactly("a");
    }

    @Test
    void theTailHasTheLastLines() {
        LineTail tail = new LineTail(UTF_8);
        for (int i = 0; i < 3 * HelperExit.MAX_ERROR_LINES; i++) {
            byte[] line = ("line " + i).getBytes(UTF_8);
            tail.add(line, line.length, 0);
        }

        assertThat(tail.lines()).hasSize(HelperExit.MAX_ERROR_LINES).first().isEqualTo("line 200");
        assertThat(tail.lines()).last().isEqualTo("line 299");
    }

    @Test
    void theTailIsBoundedInBytesToo() {
        LineTail tail = new LineTail(UTF_8);
        byte[] line = "x".repeat(8192).getBytes(UTF_8);
        for (int i = 0; i < 50; i++) {
            tail.add(line, line.length, 1);
        }

        assertThat(tail.lines())
                .hasSize(HelperExit.MAX_ERROR_BYTES / 8192)
                .allMatch(text -> text.endsWith(" [1 more bytes]"));
    }

    @Test
    void whatIsShownMovesNoCursor() {
        assertThat(LineTail.printable("a\tb\u001b[31m\r\u0000\u009b1m\u2028c")).isEqualTo("a    b?[31m???1m?c");
        assertThat(LineTail.printable("Grüße 你好 🙂")).isEqualTo("Grüße 你好 🙂");
    }
}
