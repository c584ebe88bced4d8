package dev.loopline.examples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Text that is safe to show: what a terminal would obey, or what would deceive the eye, is written as an escape. A file
 * name may hold anything.
 */
final class Printable {
    private static final int MAX_CHARS = 400;
    private static final char REPLACEMENT = '\uFFFD';
    private static final String OMITTED = "[...]";

    private Printable() {}

    /** {@return a line of text, with control characters and the like as {@code \n} or <code>\</code>{@code u001b}} */
    static String text(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(codePoint -> append(safe, codePoint));
        return safe.toString();
    }

    /**
     * {@return a path: bytes that are no UTF-8 as {@code \xe9}, a backslash of a name as {@code \\}; of a very long one
     * the beginning and the end}
     */
    static String path(Path path) {
        boolean escapes = path.getFileSystem().getSeparator().equals("/");
        String safe;
        if (path.toString().indexOf(REPLACEMENT) >= 0 && escapes) {
            safe = decode(bytes(path.toAbsolutePath().toUri().getRawPath()));
        } else {
            safe = text(escapes ? path.toString().replace("\\", "\\\\") : path.toString());
        }
        if (safe.length() <= MAX_CHARS) {
            return safe;
        }
        int kept = (MAX_CHARS - OMITTED.length()) / 2;
        return safe.substring(0, kept) + OMITTED + safe.substring(safe.length() - kept);
    }

    private static void append(StringBuilder safe, int codePoint) {
        switch (codePoint) {
            case '\n' -> safe.append("\\n");
            case '\r' -> safe.append("\\r");
            case '\t' -> safe.append("\\t");
            default -> {
                if (isSafe(codePoint)) {
                    safe.appendCodePoint(codePoint);
                } else {
                    safe.append("\\u").append(HexFormat.of().toHexDigits(codePoint, codePoint > 0xffff ? 6 : 4));
                }
            }
        }
    }

    private static boolean isSafe(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT, // overrides of the writing direction among them
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }

    /** {@return the bytes of a URI's path, which unlike the path's text are those of the file's name} */
    private static byte[] bytes(String rawPath) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(rawPath.length());
        for (int i = 0; i < rawPath.length(); i++) {
            if (rawPath.charAt(i) == '%') {
                bytes.write(HexFormat.fromHexDigits(rawPath, i + 1, i + 3));
                i += 2;
            } else {
                bytes.write(rawPath.charAt(i));
            }
        }
        return bytes.toByteArray();
    }

    private static String decode(byte[] bytes) {
        CharsetDecoder decoder = UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        StringBuilder safe = new StringBuilder(bytes.length);
        while (in.hasRemaining()) {
            CharBuffer out = CharBuffer.allocate(in.remaining());
            CoderResult result = decoder.reset().decode(in, out, true);
            safe.append(text(out.flip().toString().replace("\\", "\\\\")));
            for (int i = 0; result.isError() && i < result.length(); i++) {
                safe.append("\\x").append(HexFormat.of().toHexDigits(in.get()));
            }
        }
        return safe.toString();
    }
}
