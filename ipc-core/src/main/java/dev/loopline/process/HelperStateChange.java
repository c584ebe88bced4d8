package dev.loopline.process;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A helper has come to another state.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param helper its name
 * @param state how it is now
 * @param pid of the process that this is about, -1 if it could not be started
 * @param exit how that process ended, for {@link HelperState#PAUSING} and {@link HelperState#ENDED}; otherwise {@code null}
 * @param pause until the next start, for {@link HelperState#PAUSING}; otherwise zero
 */
public record HelperStateChange(
        String helper,
        HelperState state,
        long pid,
        @Nullable HelperExit exit,
        Duration pause) {
    /** {@return the change in one line, for people} */
    @Override
    public String toString() {
        String process = "helper " + helper + (pid < 0 ? "" : " (pid " + pid + ")");
        String how = exit == null ? "" : exit.summary();
        return switch (state) {
            case STARTING -> process + " is starting";
            case READY -> process + " is ready";
            case PAUSING -> how + "; starting it again in " + pause.toMillis() + " ms";
            case STOPPING -> process + " is being stopped";
            case ENDED -> how;
        };
    }
}
