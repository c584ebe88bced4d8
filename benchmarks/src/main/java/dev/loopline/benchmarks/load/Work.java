package dev.loopline.benchmarks.load;

import java.util.Locale;

/**
 * One kind of work with its size.
 *
 * <p><b>Threading:</b> any thread.
 *
 * @param kind of it
 * @param bytes of each payload
 * @param many threads, calls under way or calls per second, as the kind has it; 1 if it has none
 */
public record Work(Kind kind, int bytes, int many) {
    /** Messages under way in an {@link Kind#ECHO}. */
    public static final int ECHOES = 128;

    /** What is done. */
    public enum Kind {
        /** Threads that call and wait. */
        BLOCKING,
        /** The same with virtual threads, from Java 21 on. */
        VIRTUAL,
        /** Calls under way; each that comes back makes the next. */
        ASYNC,
        /** Calls made at even times, so many per second, whatever becomes of those before. */
        OPEN,
        /** Messages from the server. */
        STREAM,
        /** Messages that come back in a stream. */
        ECHO
    }

    /** {@return it as {@link #parse} takes it} */
    public String text() {
        return (kind + " " + bytes + " " + many).toLowerCase(Locale.ROOT);
    }

    /**
     * {@return what {@link #text} made}
     *
     * @param kind as a word
     * @param bytes as digits
     * @param many as digits
     */
    public static Work parse(String kind, String bytes, String many) {
        return new Work(Kind.valueOf(kind.toUpperCase(Locale.ROOT)), Integer.parseInt(bytes), Integer.parseInt(many));
    }
}
