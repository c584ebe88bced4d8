package dev.loopline.examples.demo;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/**
 * Plain lines for what is no terminal, a file or a pipe: the first after a second, the next after a fifth of the time
 * passed so far, between two and thirty seconds. Any thread.
 */
final class PlainScreen implements Screen {
    private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int SHARE = 5;

    private final PrintStream out;
    private boolean silent;
    private long nextNanos = FIRST_NANOS;

    /**
     * @param out where to
     * @param progress whether to say how far the job is, or only notes
     */
    PlainScreen(PrintStream out, boolean progress) {
        this.out = out;
        this.silent = !progress;
    }

    @Override
    public synchronized void note(String line) {
        out.println(Printable.text(line));
    }

    @Override
    public synchronized void show(Standing standing) {
        if (!silent && standing.working() && standing.nanos() >= nextNanos) {
            long pause = standing.nanos() / SHARE;
            nextNanos = standing.nanos() + Math.max(SHORTEST_PAUSE_NANOS, Math.min(pause, LONGEST_PAUSE_NANOS));
            note(ProgressText.line(standing));
        }
    }

    @Override
    public synchronized void close() {
        silent = true;
    }
}
