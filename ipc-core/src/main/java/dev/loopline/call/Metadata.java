package dev.loopline.call;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values that travel with a call, in the order in which they were added. Keys may repeat.
 *
 * <p>Keys are 1 to 255 characters of {@code [a-z0-9._-]}; values hold no control characters. A connection limits count
 * and size of what it accepts (CallLimits).
 *
 * <p><b>Threading:</b> immutable.
 */
public final class Metadata {
    /** No entries. */
    public static final Metadata EMPTY = new Metadata(List.of(), 0);

    /** Longest key, in bytes. */
    public static final int MAX_KEY_BYTES = 255;

    private final List<Map.Entry<String, String>> entries;
    private final int sizeBytes;

    private Metadata(List<Map.Entry<String, String>> entries, int sizeBytes) {
        this.entries = entries;
        this.sizeBytes = sizeBytes;
    }

    /**
     * Makes metadata of one entry.
     *
     * @param key the key
     * @param value the value
     * @return the metadata
     * @throws IllegalArgumentException if key or value hold a character that is not permitted
     */
    public static Metadata of(String key, String value) {
        return EMPTY.with(key, value);
    }

    /**
     * Copies this metadata with one entry more.
     *
     * @param key the key
     * @param value the value
     * @return the copy
     * @throws IllegalArgumentException if key or value hold a character that is not permitted
     */
    public Metadata with(String key, String value) {
        String problem = problemWith(key, value);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        List<Map.Entry<String, String>> longer = new ArrayList<>(entries.size() + 1);
        longer.addAll(entries);
        longer.add(Map.entry(key, value));
        return new Metadata(
                List.copyOf(longer), sizeBytes + key.length() + value.getBytes(StandardCharsets.UTF_8).length);
    }

    /**
     * Checks an entry without making it.
     *
     * @param key the key
     * @param value the value
     * @return what is wrong with it, without repeating what could harm a log; {@code null} if it is fine
     */
    public static @Nullable String problemWith(String key, String value) {
        if (key.isEmpty() || key.length() > MAX_KEY_BYTES) {
            return "metadata key of " + key.length() + " characters (expected: 1.." + MAX_KEY_BYTES + ")";
        }
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-')) {
                return String.format("metadata key: character U+%04X at %d (expected: [a-z0-9._-])", (int) c, i);
            }
        }
        for (int i = 0; i < value.length(); i++) {
            if (Character.isISOControl(value.charAt(i))) {
                return String.format(
                        "metadata value of '%s': control character U+%04X at %d (expected: none)",
                        key, (int) value.charAt(i), i);
            }
        }
        return null;
    }

    /**
     * Finds the first value of a key.
     *
     * @param key the key
     * @return its first value, {@code null} if there is none
     */
    public @Nullable String get(String key) {
        for (Map.Entry<String, String> entry : entries) {
            if (entry.getKey().equals(key)) {
                return entry.getValue();
            }
        }
        return null;
    }

    /** {@return all entries in their order, unmodifiable} */
    public List<Map.Entry<String, String>> entries() {
        return entries;
    }

    /** {@return whether there are no entries} */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** {@return the UTF-8 bytes of all keys and values together} */
    public int sizeBytes() {
        return sizeBytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Metadata that && entries.equals(that.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return entries.toString();
    }
}
