package dev.loopline.internal.process;

import dev.loopline.process.HelperExit;
import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** The last lines that a process wrote, bounded in number and bytes. Any thread. */
final class LineTail {
    private final Charset charset;
    private final Deque<KeptLine> lines = new ArrayDeque<>(); // guarded by this
    private int bytes; // guarded by this

    LineTail(Charset charset) {
        this.charset = charset;
    }

    synchronized void add(byte[] line, int length, long dropped) {
        lines.addLast(new KeptLine(Arrays.copyOf(line, length), dropped));
        bytes += length;
        while (lines.size() > HelperExit.MAX_ERROR_LINES || bytes > HelperExit.MAX_ERROR_BYTES) {
            bytes -= lines.removeFirst().bytes.length;
        }
    }

    /** {@return the lines, the last one last, fit to be shown to people} */
    synchronized List<String> lines() {
        List<String> texts = new ArrayList<>();
        for (KeptLine kept : lines) {
            texts.add(printable(LineCutter.text(kept.bytes, kept.bytes.length, kept.dropped, charset)));
        }
        return texts;
    }

    /** {@return a text in which nothing moves a cursor or forges a line of a log} */
    static String printable(String text) {
        return text.replace("\t", "    ").replaceAll("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029]", "?");
    }

    private static final class KeptLine {
        private final byte[] bytes;
        private final long dropped;

        KeptLine(byte[] bytes, long dropped) {
            this.bytes = bytes;
            this.dropped = dropped;
        }
    }
}
