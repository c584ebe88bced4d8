package dev.loopline.internal.process;

import dev.loopline.Role;
import dev.loopline.internal.server.EngineConfig;
import dev.loopline.process.HelperLine;
import dev.loopline.process.HelperStateChange;
import dev.loopline.process.RestartPolicy;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a helper was asked to be.
 *
 * @param name for people and logs
 * @param command what is run
 * @param role what the helper may do here
 * @param engine how this side listens, and what it serves
 * @param restart whether it is started again
 * @param startTimeout until it is ready, each time
 * @param drainGrace what it has to end by itself
 * @param terminateGrace what it has to end once it is told to
 * @param output gets what it writes, {@code null} for the log
 * @param listener told of its states
 */
public record HelperSpec(
        String name,
        HelperCommand command,
        Role role,
        EngineConfig engine,
        RestartPolicy restart,
        Duration startTimeout,
        Duration drainGrace,
        Duration terminateGrace,
        @Nullable Consumer<HelperLine> output,
        Consumer<HelperStateChange> listener) {
    private static final String RULE = "[A-Za-z0-9._-]{1,64}";
    private static final int MAX_NAME_LENGTH = 64;

    /**
     * Checks a name.
     *
     * @param name any
     * @return the name
     * @throws IllegalArgumentException if it is none
     */
    public static String requireName(String name) {
        if (!name.matches(RULE)) {
            throw new IllegalArgumentException(
                    "name: '" + name + "' (expected: 1 to " + MAX_NAME_LENGTH + " characters of [A-Za-z0-9._-])");
        }
        return name;
    }

    /**
     * {@return a name made of the letters of another one}
     *
     * @param program a class or a program
     */
    public static String nameFrom(String program) {
        String name = program.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]", "");
        String cut = name.substring(0, Math.min(name.length(), MAX_NAME_LENGTH));
        return cut.isEmpty() ? "helper" : cut;
    }
}
