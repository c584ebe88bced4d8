package dev.loopline.internal.process;

import java.nio.charset.Charset;

/**
 * Cuts what a process writes into lines, each of which is kept up to a number of bytes. For one thread.
 */
final class LineCutter {
    private final byte[] line;
    private final Lines lines;
    private int length;
    private long dropped; // of this line
    private boolean begun;

    /** Who gets the lines. */
    interface Lines {
        /**
         * A line is complete.
         *
         * @param bytes begin with it; valid during this call
         * @param length how many belong to it, without the line's end
         * @param dropped how many bytes of it are missing behind those
         */
        void line(byte[] bytes, int length, long dropped);
    }

    LineCutter(int maxLineBytes, Lines lines) {
        this.line = new byte[maxLineBytes];
        this.lines = lines;
    }

    void feed(byte[] chunk, int count) {
        int from = 0;
        for (int i = 0; i < count; i++) {
            if (chunk[i] == '\n') {
                append(chunk, from, i - from);
                complete();
                from = i + 1;
            }
        }
        append(chunk, from, count - from);
    }

    /** Nothing follows: what was not ended by a line's end is a line too. */
    void end() {
        if (begun) {
            complete();
        }
    }

    private void append(byte[] chunk, int from, int count) {
        int kept = Math.min(count, line.length - length);
        System.arraycopy(chunk, from, line, length, kept);
        length += kept;
        dropped += count - kept;
        begun |= count > 0;
    }

    private void complete() {
        boolean carriageReturn = dropped == 0 && length > 0 && line[length - 1] == '\r';
        lines.line(line, carriageReturn ? length - 1 : length, dropped);
        length = 0;
        dropped = 0;
        begun = false;
    }

    /** {@return a line as text, with a note if it was cut} */
    static String text(byte[] bytes, int length, long dropped, Charset charset) {
        String text = new String(bytes, 0, length, charset);
        return dropped == 0 ? text : text + " [" + dropped + " more bytes]";
    }
}
