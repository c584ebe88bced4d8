package dev.loopline.endpoint;

import static dev.loopline.endpoint.MalformedFileException.malformed;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/** The {@code key=value} lines of an endpoint file, read one after the other. */
final class EndpointFileLines {
    static final String CHECKSUM_KEY = "crc32c";

    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9_]{0,31}");
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,18}");
    // Shorter than a token: where a line end was lost, the token is part of the value before it.
    private static final int MAX_SHOWN_CHARS = 40;

    private final List<String> lines;
    private final Set<String> keys = new HashSet<>();
    private int next;

    private EndpointFileLines(List<String> lines) {
        this.lines = lines;
    }

    /** Takes a file apart whose first line may be of any format; nothing else is checked yet. */
    static EndpointFileLines of(byte[] bytes) throws MalformedFileException {
        String text;
        try {
            text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw malformed("is not UTF-8");
        }
        int line = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                line++;
            } else if (Character.isISOControl(c) || c == '\uFEFF') {
                throw malformed(String.format("line %d: character U+%04X (expected: none such)", line, (int) c));
            }
        }
        if (!text.endsWith("\n")) {
            throw malformed("line " + line + ": no line end (expected: the file ends with one)");
        }
        return new EndpointFileLines(
                Arrays.asList(text.substring(0, text.length() - 1).split("\n", -1)));
    }

    static String checksum(byte[] bytes, int length) {
        Checksum checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return String.format("%08x", checksum.getValue());
    }

    /** Compares the last line with the bytes before it. */
    void verifyChecksum(byte[] bytes) throws MalformedFileException {
        String last = lines.get(lines.size() - 1);
        int before = bytes.length - last.getBytes(UTF_8).length - 1;
        String expected = CHECKSUM_KEY + "=" + checksum(bytes, before);
        if (!Arrays.equals(expected.getBytes(US_ASCII), last.getBytes(UTF_8))) {
            throw malformed(
                    "line " + lines.size() + ": wrong " + CHECKSUM_KEY + " (expected: that of the lines above)");
        }
    }

    /** {@return the value of the next line, which must have the given key} */
    String value(String key) throws MalformedFileException {
        String found = nextKey();
        if (!found.equals(key)) {
            throw malformed("line " + next + ": " + found + " (expected: " + key + ")");
        }
        return lines.get(next - 1).substring(key.length() + 1);
    }

    /** Skips lines with keys that a later version may have added, up to the checksum. */
    void skipUnknown() throws MalformedFileException {
        while (next < lines.size() - 1) {
            nextKey();
        }
        value(CHECKSUM_KEY);
    }

    private String nextKey() throws MalformedFileException {
        if (next == lines.size()) {
            throw malformed("ends after line " + next + " (expected: more lines)");
        }
        String line = lines.get(next++);
        int equals = line.indexOf('=');
        if (equals < 0 || !KEY.matcher(line.substring(0, equals)).matches()) {
            throw malformed("line " + next + ": not of the form key=value");
        }
        String key = line.substring(0, equals);
        if (!keys.add(key)) {
            throw malformed("line " + next + ": " + key + " again (expected: each key once)");
        }
        return key;
    }

    long number(String key, long least, long most) throws MalformedFileException {
        String value = value(key);
        try {
            long number = Long.parseLong(value);
            if (NUMBER.matcher(value).matches() && number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(key, value, "a number of " + least + ".." + most);
        }
        throw wrong(key, value, "a number of " + least + ".." + most + " without sign and leading zeros");
    }

    /** {@return the number, -1 if the value is empty} */
    long numberOrUnknown(String key, long least) throws MalformedFileException {
        if (lines.size() > next && lines.get(next).equals(key + "=")) {
            value(key);
            return -1;
        }
        return number(key, least, Long.MAX_VALUE);
    }

    String matching(String key, Pattern pattern, String expected) throws MalformedFileException {
        String value = value(key);
        if (!pattern.matcher(value).matches()) {
            throw wrong(key, value, expected);
        }
        return value;
    }

    /** {@return the exception for the line just read; not for the token} */
    MalformedFileException wrong(String key, String value, String expected) {
        String shown = value.length() <= MAX_SHOWN_CHARS ? "\"" + value + "\"" : value.length() + " characters";
        return malformed("line " + next + ": " + key + ": " + shown + " (expected: " + expected + ")");
    }
}
