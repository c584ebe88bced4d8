package dev.loopline.examples.demo;

import java.io.PrintStream;
import java.util.List;

/**
 * A few lines at the bottom of a terminal that are drawn anew each time.
 *
 * <p>The cursor rests below them and is never hidden, and each drawing leaves the terminal as it was, so that a process
 * killed at any moment leaves nothing to repair. Line wrapping is off while it draws: a line that is too long after all,
 * since the window has become narrower, must not become two, or the next drawing would begin too low. Any thread.
 */
final class LiveScreen implements Screen {
    private static final String WRAP_OFF = "\033[?7l";
    private static final String WRAP_ON = "\033[?7h";
    private static final String CLEAR_LINE = "\033[K";
    private static final String CLEAR_BELOW = "\033[J";

    private final PrintStream out;
    private final Terminal terminal;
    private int drawn; // lines
    private boolean closed;

    LiveScreen(PrintStream out, Terminal terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public synchronized void note(String line) {
        print(toTop() + CLEAR_BELOW + Printable.text(line) + "\n");
        drawn = 0;
    }

    @Override
    public synchronized void show(Standing standing) {
        if (closed) {
            return;
        }
        List<String> lines = ProgressText.lines(standing, terminal.columns() - 1);
        if (terminal.rows() > 0) {
            lines = lines.subList(0, Math.min(lines.size(), Math.max(1, terminal.rows() - 1)));
        }
        StringBuilder text = new StringBuilder(WRAP_OFF).append(toTop());
        for (String line : lines) {
            text.append(line).append(CLEAR_LINE).append('\n');
        }
        print(text.append(CLEAR_BELOW).append(WRAP_ON).toString());
        drawn = lines.size();
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            print(toTop() + CLEAR_BELOW);
            drawn = 0;
        }
    }

    private String toTop() {
        return drawn == 0 ? "\r" : "\r\033[" + drawn + "A";
    }

    private void print(String text) {
        out.print(text);
        out.flush();
    }
}
