package dev.loopline.test;

/** What happens at one place of the stream. Immutable. */
sealed interface Fault {
    /** Changes the next byte: keeps the bits of one mask, flips those of the other. */
    record Change(int keep, int flip) implements Fault {}

    /** Leaves out the next bytes. */
    record Drop(long bytes) implements Fault {}

    /** Holds everything back for a time. */
    record Pause(long nanos) implements Fault {}

    /** Swallows everything from here on, the end included. */
    record Blackhole() implements Fault {}

    /** Ends this direction in order; the other one goes on. */
    record HalfClose() implements Fault {}

    /** Breaks the connection on both sides. */
    record Reset() implements Fault {}
}
