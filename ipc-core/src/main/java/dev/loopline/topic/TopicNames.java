package dev.loopline.topic;

/** The grammar of topic names and patterns. */
final class TopicNames {
    static final int MAX_LENGTH = 255;
    static final int MAX_LEVELS = 16;
    private static final String GRAMMAR = "levels of [A-Za-z0-9_-] joined by '.', at most " + MAX_LENGTH
            + " characters and " + MAX_LEVELS + " levels";

    private TopicNames() {}

    static boolean isName(String text) {
        return isValid(text, false);
    }

    static boolean isPattern(String text) {
        return isValid(text, true);
    }

    static String requireName(String text) {
        if (!isName(text)) {
            String hint = isPattern(text) ? "; a name with wildcards can be subscribed to as a TopicPattern" : "";
            throw new IllegalArgumentException("topic: '" + shown(text) + "' (expected: " + GRAMMAR + hint + ")");
        }
        return text;
    }

    static String requirePattern(String text) {
        if (!isPattern(text)) {
            throw new IllegalArgumentException("topic pattern: '" + shown(text) + "' (expected: " + GRAMMAR
                    + "; '*' stands for one level, '>' at the end for one or more)");
        }
        return text;
    }

    static String requireLevel(String parameter, String text) {
        if (!isLevel(text, 0, text.length(), false, true)) {
            throw new IllegalArgumentException(parameter + ": '" + shown(text)
                    + "' (expected: one level of a topic's name, [A-Za-z0-9_-]+): other characters must be replaced");
        }
        return text;
    }

    private static boolean isValid(String text, boolean wildcards) {
        int length = text.length();
        if (length == 0 || length > MAX_LENGTH) {
            return false;
        }
        int levels = 1;
        int start = 0;
        for (int i = 0; i <= length; i++) {
            if (i == length || text.charAt(i) == '.') {
                boolean last = i == length;
                if (!isLevel(text, start, i, wildcards, last)) {
                    return false;
                }
                levels += last ? 0 : 1;
                start = i + 1;
            }
        }
        return levels <= MAX_LEVELS;
    }

    private static boolean isLevel(String text, int start, int end, boolean wildcards, boolean last) {
        if (end - start == 1 && wildcards) {
            char only = text.charAt(start);
            if (only == '*' || (only == '>' && last)) {
                return true;
            }
        }
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '-') {
                return false;
            }
        }
        return end > start;
    }

    /** Makes what somebody else has sent fit for a message. */
    private static String shown(String text) {
        String cut = text.length() > 64 ? text.substring(0, 64) + "..." : text;
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
