package dev.loopline.cli;

import dev.loopline.topic.Topic;
import dev.loopline.topic.TopicPattern;
import java.nio.charset.StandardCharsets;

/** What a command line says of topics, checked before there is a connection. */
final class TopicArguments {
    private TopicArguments() {}

    static void requireName(String topic) {
        if (!Topic.isValidName(topic)) {
            String hint = TopicPattern.isValid(topic) ? "; events are published to one topic, without wildcards" : "";
            throw Failure.usage(
                    "BAD_TOPIC",
                    "topic: \"" + shown(topic) + "\" (expected: levels of A-Z a-z 0-9 _ - joined by '.', at most "
                            + Topic.MAX_NAME_LENGTH + " characters and " + Topic.MAX_LEVELS + " levels" + hint + ")");
        }
    }

    static void requirePattern(String pattern) {
        if (!TopicPattern.isValid(pattern)) {
            throw Failure.usage(
                    "BAD_TOPIC",
                    "pattern: \"" + shown(pattern) + "\" (expected: levels of A-Z a-z 0-9 _ - joined by '.', or '*' for"
                            + " any one, or '>' at the end for one or more)");
        }
    }

    static void requireKey(String key) {
        int bytes = key.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > Topic.MAX_KEY_BYTES) {
            throw Failure.usage(
                    "BAD_OPTION",
                    "--key: " + bytes + " bytes (expected: at most " + Topic.MAX_KEY_BYTES + " of UTF-8)");
        }
    }

    /** {@return a text that another process has chosen, fit for a terminal} */
    static String shown(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
