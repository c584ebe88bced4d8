package dev.loopline.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one process of a helper ended, and what is known of why.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param helper the helper's name
 * @param pid its process id; -1 if it could not be started
 * @param reason what led to the end
 * @param code the exit code; 128 and the number of the signal if a signal ended it; -1 if there is none
 * @param signal the name of that signal, {@code SIGKILL}; {@code null} if none did. Not known on Windows. A program that
 *     exits with such a code by itself, as Java does when it is terminated, cannot be told from one that a signal ended
 * @param uptime from its start to its end
 * @param detail what else is known in words: why it could not be started, how its connection ended; may be empty
 * @param lastErrors the last lines that it wrote to standard error, at most {@value #MAX_ERROR_LINES} and
 *     {@value #MAX_ERROR_BYTES} bytes, control characters replaced
 * @param crashFile what a Java virtual machine wrote that crashed ({@code hs_err_pid4711.log}); {@code null} if none was found
 * @param lastCall the method that it was last called by this process, {@code null} if none was
 * @param restarts how often the helper had been started again before this
 */
public record HelperExit(
        String helper,
        long pid,
        Reason reason,
        int code,
        @Nullable String signal,
        Duration uptime,
        String detail,
        List<String> lastErrors,
        @Nullable Path crashFile,
        @Nullable String lastCall,
        int restarts) {
    /** Most lines of standard error that are kept. */
    public static final int MAX_ERROR_LINES = 100;

    /** Most bytes of standard error that are kept. */
    public static final int MAX_ERROR_BYTES = 64 * 1024;

    /** What led to the end of a process. */
    public enum Reason {
        /** It could not be started at all. */
        NOT_STARTED,
        /** It did not say in time that it is ready, and was ended. */
        NOT_READY,
        /** It ended by itself, or something else than this process ended it. */
        EXITED,
        /** Its connection ended although it went on, so it was ended. */
        CONNECTION_LOST,
        /** It was stopped. */
        STOPPED,
        /** It is detached and goes on; only the connection to it has ended. */
        DETACHED
    }

    /**
     * Copies the list.
     *
     * @param helper any
     * @param pid any
     * @param reason any
     * @param code any
     * @param signal any
     * @param uptime any
     * @param detail any
     * @param lastErrors copied
     * @param crashFile any
     * @param lastCall any
     * @param restarts any
     */
    public HelperExit {
        lastErrors = List.copyOf(lastErrors);
    }

    /** {@return whether this is an end that nobody asked for: a helper that was stopped or returned 0 has not failed} */
    public boolean isFailure() {
        return switch (reason) {
            case NOT_STARTED, NOT_READY, CONNECTION_LOST -> true;
            case EXITED -> code != 0;
            case STOPPED, DETACHED -> false;
        };
    }

    /** {@return how it ended in one line, for people: {@code helper thumbs (pid 4711) was ended by SIGKILL after 1.5 s}} */
    public String summary() {
        return "helper " + helper + (pid < 0 ? "" : " (pid " + pid + ")") + " " + how();
    }

    /** {@return the same without who ended, as the rest of a sentence: {@code was ended by SIGKILL after 1.5 s}} */
    public String how() {
        StringBuilder text = new StringBuilder(
                switch (reason) {
                    case NOT_STARTED -> "could not be started";
                    case NOT_READY -> "was not ready in time and was ended";
                    case EXITED -> signal == null ? "ended with exit code " + code : "was ended by " + signal;
                    case CONNECTION_LOST -> "lost its connection and was ended";
                    case STOPPED -> "was stopped (" + (signal == null ? "exit code " + code : signal) + ")";
                    case DETACHED -> "goes on without this process";
                });
        if (reason != Reason.NOT_STARTED && reason != Reason.DETACHED) {
            text.append(" after ").append(seconds(uptime));
        }
        text.append(detail.isEmpty() ? "" : ": " + detail);
        return text.toString();
    }

    private static String seconds(Duration time) {
        long millis = time.toMillis();
        return millis < 1000 ? millis + " ms" : millis / 1000 + "." + millis % 1000 / 100 + " s";
    }

    /** {@return all that is known, for people, in several lines} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(summary());
        if (lastCall != null) {
            text.append("\n  last call: ").append(lastCall);
        }
        if (crashFile != null) {
            text.append("\n  its Java virtual machine crashed: ").append(crashFile);
        }
        if (restarts > 0) {
            text.append("\n  restarts before: ").append(restarts);
        }
        if (!lastErrors.isEmpty()) {
            text.append("\n  last lines of its standard error:");
            lastErrors.forEach(line -> text.append("\n    ").append(line));
        }
        return text.toString();
    }
}
