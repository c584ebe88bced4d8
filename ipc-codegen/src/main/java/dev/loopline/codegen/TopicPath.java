package dev.loopline.codegen;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The name of a topic as the option {@code (loopline.topic)} gives it.
 *
 * @param text {@code photo.progress.{album}}
 * @param levels its parts between the dots
 */
record TopicPath(String text, List<Level> levels) {
    // The grammar is that of TopicNames of ipc-core, on which this module must not depend.
    private static final int MAX_LENGTH = 255;
    private static final int MAX_LEVELS = 16;
    private static final Pattern FIXED = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Pattern PARAMETER = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_]*)}");

    /**
     * One part of a name.
     *
     * @param text what it is, or the name of what it will be
     * @param isParameter whether it is in braces
     */
    record Level(String text, boolean isParameter) {}

    static TopicPath of(String text, String place) throws Refusal {
        List<Level> levels = new ArrayList<>();
        for (String part : text.split("\\.", -1)) {
            Level level = level(part, text, place);
            if (level.isParameter() && levels.contains(level)) {
                throw new Refusal(place + ": (loopline.topic): '" + text + "', parameter " + part
                        + " twice (expected: once): rename one of the two");
            }
            levels.add(level);
        }
        TopicPath path = new TopicPath(text, List.copyOf(levels));
        path.requireSize(place);
        return path;
    }

    private static Level level(String part, String text, String place) throws Refusal {
        if (FIXED.matcher(part).matches()) {
            return new Level(part, false);
        }
        Matcher parameter = PARAMETER.matcher(part);
        if (parameter.matches()) {
            return new Level(parameter.group(1), true);
        }
        throw new Refusal(place + ": (loopline.topic): '" + text + "', level '" + part
                + "' (expected: [A-Za-z0-9_-]+, or a parameter as the whole level, {album}; levels are joined by '.')");
    }

    private void requireSize(String place) throws Refusal {
        if (levels.size() > MAX_LEVELS) {
            throw new Refusal(place + ": (loopline.topic): " + levels.size() + " levels (expected: <= " + MAX_LEVELS
                    + "): shorten it");
        }
        // A parameter has at least the one character of its wildcard.
        if (pattern().length() > MAX_LENGTH) {
            throw new Refusal(place + ": (loopline.topic): " + pattern().length() + " characters (expected: <= "
                    + MAX_LENGTH + "): shorten it");
        }
    }

    /** {@return what matches the name whatever its parameters are} */
    String pattern() {
        return levels.stream()
                .map(level -> level.isParameter() ? "*" : level.text())
                .collect(Collectors.joining("."));
    }
}
