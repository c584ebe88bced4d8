package dev.loopline.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a call that streams them, one on each line, from one source after the other. Lines of white space are
 * passed over. Reads no further than the line that was asked for.
 *
 * <p><b>Threading:</b> one thread.
 */
final class RequestLines implements AutoCloseable {
    private final Iterator<String> sources;
    private final InputStream standardInput;
    private @Nullable InputStream in;
    private String source = "";
    private int number;

    /**
     * @param sources texts, {@code @FILE} or {@code -}
     * @param standardInput what {@code -} stands for
     */
    RequestLines(List<String> sources, InputStream standardInput) {
        this.sources = sources.iterator();
        this.standardInput = standardInput;
    }

    /**
     * Reads the next request.
     *
     * @return its JSON, {@code null} if there are no more
     * @throws Failure if a source cannot be read, a line is no UTF-8 or longer than any message can be
     */
    @Nullable
    String next() {
        while (true) {
            InputStream open = in;
            if (open == null) {
                if (!sources.hasNext()) {
                    return null;
                }
                open = open(sources.next());
                in = open;
            }
            String line = line(open);
            if (line == null) {
                close();
            } else if (!line.isBlank()) {
                return line;
            }
        }
    }

    private InputStream open(String data) {
        number = 0;
        if (data.equals("-")) {
            source = "standard input";
            return new BufferedInputStream(standardInput);
        }
        if (data.startsWith("@")) {
            source = data.substring(1);
            return new BufferedInputStream(RequestData.open(source));
        }
        source = "--data";
        return new ByteArrayInputStream(data.getBytes(StandardCharsets.UTF_8));
    }

    private @Nullable String line(InputStream from) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        number++;
        try {
            int next = from.read();
            if (next < 0) {
                return null;
            }
            for (; next >= 0 && next != '\n'; next = from.read()) {
                if (bytes.size() == RequestData.MAX_BYTES) {
                    throw RequestData.tooLarge(where());
                }
                bytes.write(next);
            }
            return RequestData.decode(where(), bytes.toByteArray());
        } catch (IOException e) {
            throw RequestData.unreadable(where(), e);
        }
    }

    /** {@return which line {@link #next} read last, for people} */
    String where() {
        return source + ", line " + number;
    }

    /** Closes a file that is not at its end; standard input stays open. */
    @Override
    public void close() {
        InputStream open = in;
        in = null;
        if (open != null && !source.equals("standard input")) {
            try {
                open.close();
            } catch (IOException e) {
                throw RequestData.unreadable(source, e);
            }
        }
    }
}
