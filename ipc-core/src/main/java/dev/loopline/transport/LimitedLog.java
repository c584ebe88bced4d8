package dev.loopline.transport;

import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log that a peer cannot flood: at most {@value #MAX_LINES} warnings and errors within any second. What is left out is
 * counted and said with the next line that is written.
 *
 * <p>For what a peer or a handler can cause at will. What happens once, as at the end of a server, needs no such limit.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class LimitedLog {
    /** Most lines within a second. A stack trace goes with its line. */
    public static final int MAX_LINES = 10;

    private static final long SECOND_NANOS = 1_000_000_000L;

    private final Logger logger;
    private final LongSupplier nanoTime;
    private final long[] writtenNanos = new long[MAX_LINES]; // guarded by this: when the last lines were written
    private int oldest; // guarded by this
    private long leftOut; // guarded by this

    private LimitedLog(Logger logger, LongSupplier nanoTime) {
        this.logger = logger;
        this.nanoTime = nanoTime;
        Arrays.fill(writtenNanos, nanoTime.getAsLong() - SECOND_NANOS);
    }

    /**
     * Makes a log with a limit of its own.
     *
     * @param name the logger's
     * @return the log
     */
    public static LimitedLog named(String name) {
        return new LimitedLog(LoggerFactory.getLogger(name), System::nanoTime);
    }

    static LimitedLog withClock(String name, LongSupplier nanoTime) {
        return new LimitedLog(LoggerFactory.getLogger(name), nanoTime);
    }

    /**
     * Writes a warning.
     *
     * @param format with {@code {}} for each argument
     * @param arguments for the format; a throwable behind them is written with its stack trace
     * @return whether it was written
     */
    public boolean warn(String format, @Nullable Object... arguments) {
        String suffix = logger.isWarnEnabled() ? admit() : null;
        if (suffix == null) {
            return false;
        }
        logger.warn(format + suffix, arguments);
        return true;
    }

    /**
     * Writes an error.
     *
     * @param format with {@code {}} for each argument
     * @param arguments for the format; a throwable behind them is written with its stack trace
     * @return whether it was written
     */
    public boolean error(String format, @Nullable Object... arguments) {
        String suffix = logger.isErrorEnabled() ? admit() : null;
        if (suffix == null) {
            return false;
        }
        logger.error(format + suffix, arguments);
        return true;
    }

    /** {@return what the line says of those left out before it; {@code null} if it is to be left out itself} */
    private synchronized @Nullable String admit() {
        long now = nanoTime.getAsLong();
        if (now - writtenNanos[oldest] < SECOND_NANOS) {
            leftOut++;
            return null;
        }
        writtenNanos[oldest] = now;
        oldest = (oldest + 1) % MAX_LINES;
        String suffix = leftOut == 0 ? "" : " (" + leftOut + " lines were left out before this one)";
        leftOut = 0;
        return suffix;
    }
}
