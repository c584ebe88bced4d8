package dev.loopline.internal.process;

import dev.loopline.process.HelperLine.Source;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of what one helper writes to one of its streams: so many lines a second, and how many there were besides. For one
 * thread.
 */
final class HelperLog {
    /** Most lines within a second. */
    static final int MAX_LINES_PER_SECOND = 100;

    private static final long SECOND_NANOS = 1_000_000_000L;

    private final Logger logger;
    private final Source source;
    private final LongSupplier nanoTime;
    private long secondBeganNanos;
    private int written; // since then
    private long leftOut;

    HelperLog(String helper, Source source, LongSupplier nanoTime) {
        this.logger = LoggerFactory.getLogger("dev.loopline.helper." + helper);
        this.source = source;
        this.nanoTime = nanoTime;
        this.secondBeganNanos = nanoTime.getAsLong();
    }

    /** {@return whether the next line is to be written; if not, it has been counted} */
    boolean takesLine() {
        if (!isEnabled()) {
            return false;
        }
        long now = nanoTime.getAsLong();
        if (now - secondBeganNanos >= SECOND_NANOS) {
            sayWhatWasLeftOut();
            secondBeganNanos = now;
            written = 0;
        }
        if (written == MAX_LINES_PER_SECOND) {
            leftOut++;
            return false;
        }
        written++;
        return true;
    }

    /** Writes a line that {@link #takesLine} wanted. */
    void write(String line) {
        if (source == Source.ERROR) {
            logger.warn("{}", line);
        } else {
            logger.info("{}", line);
        }
    }

    /** Writes how many lines were not written since this was said last, if there are any. */
    void sayWhatWasLeftOut() {
        if (leftOut > 0) {
            write("(" + leftOut + " lines were left out: more than " + MAX_LINES_PER_SECOND + " in a second)");
            leftOut = 0;
        }
    }

    private boolean isEnabled() {
        return source == Source.ERROR ? logger.isWarnEnabled() : logger.isInfoEnabled();
    }
}
