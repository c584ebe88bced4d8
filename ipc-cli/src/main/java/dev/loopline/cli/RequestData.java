package dev.loopline.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The text of {@code --data}, wherever it is. */
final class RequestData {
    /** Most bytes of a request. JSON of the largest message that can be sent has fewer. */
    static final int MAX_BYTES = 64 << 20;

    private RequestData() {}

    static String read(String data, InputStream standardInput) {
        if (data.equals("-")) {
            return text("standard input", standardInput);
        }
        if (!data.startsWith("@")) {
            return data;
        }
        String file = data.substring(1);
        try (InputStream in = open(file)) {
            return text(file, in);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** Finds out without opening it, so that a pipe is not read before there is a connection. */
    static void requireReadable(String data) {
        if (!data.startsWith("@")) {
            return;
        }
        String file = data.substring(1);
        try {
            Path path = Path.of(file);
            if (!Files.isReadable(path)) {
                throw unreadable(
                        file, Files.exists(path) ? new AccessDeniedException(file) : new NoSuchFileException(file));
            }
        } catch (InvalidPathException e) {
            throw unreadable(file, e);
        }
    }

    static InputStream open(String file) {
        try {
            return Files.newInputStream(Path.of(file));
        } catch (IOException | InvalidPathException e) {
            throw unreadable(file, e);
        }
    }

    private static String text(String where, InputStream in) {
        try {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw tooLarge(where);
            }
            return decode(where, bytes);
        } catch (IOException e) {
            throw unreadable(where, e);
        }
    }

    static String decode(String where, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Failure.usage("BAD_DATA", "--data: " + where + ": not UTF-8 (expected: JSON in UTF-8)");
        }
    }

    static Failure tooLarge(String where) {
        return Failure.usage(
                "BAD_DATA", "--data: " + where + ": too large (expected: at most " + MAX_BYTES + " bytes)");
    }

    static Failure unreadable(String where, Exception cause) {
        return Failure.usage("BAD_DATA", "--data: " + where + " cannot be read: " + cause);
    }
}
