package dev.loopline.endpoint;

import java.util.regex.Pattern;

/**
 * The name by which a server is found: {@code photo/thumbs}.
 *
 * <p>A name is one or more segments joined by {@code /}. A segment has one or more of {@code a-z 0-9 . _ -} and is
 * neither {@code .} nor {@code ..}. There are no capitals, since some file systems cannot tell them apart.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param value the name itself, at most {@value #MAX_BYTES} bytes
 */
public record EndpointName(String value) implements Comparable<EndpointName> {
    /** Most bytes that a name can have. */
    public static final int MAX_BYTES = 128;

    private static final Pattern RULE = Pattern.compile("[a-z0-9._-]+(/[a-z0-9._-]+)*");
    private static final Pattern DOTS = Pattern.compile("(^|/)\\.\\.?(/|$)");

    /**
     * Checks the name.
     *
     * @param value as the class says
     * @throws IllegalArgumentException if it breaks a rule
     */
    public EndpointName {
        if (value.length() > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "endpoint name: " + value.length() + " characters (expected: at most " + MAX_BYTES + ")");
        }
        if (!RULE.matcher(value).matches()) {
            throw new IllegalArgumentException("endpoint name: \"" + printable(value)
                    + "\" (expected: segments of a-z 0-9 . _ - joined by /, none empty)");
        }
        if (DOTS.matcher(value).find()) {
            throw new IllegalArgumentException(
                    "endpoint name: \"" + value + "\" (expected: no segment that is . or ..)");
        }
    }

    /**
     * Checks a name.
     *
     * @param value as the class says
     * @return the name
     * @throws IllegalArgumentException if it breaks a rule
     */
    public static EndpointName of(String value) {
        return new EndpointName(value);
    }

    @Override
    public int compareTo(EndpointName other) {
        return value.compareTo(other.value);
    }

    /** {@return the name itself} */
    @Override
    public String toString() {
        return value;
    }

    private static String printable(String value) {
        StringBuilder text = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            text.append(c >= ' ' && c < 0x7f ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        return text.toString();
    }
}
