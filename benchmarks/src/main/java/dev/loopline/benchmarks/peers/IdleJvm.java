package dev.loopline.benchmarks.peers;

import java.io.IOException;

/** A JVM that says a word and waits for the end of its standard input, beside which idle ones are measured. */
public final class IdleJvm {
    private IdleJvm() {}

    /**
     * Waits.
     *
     * @param args of no matter
     * @throws IOException if standard input cannot be read
     */
    public static void main(String[] args) throws IOException {
        System.out.println(1);
        while (System.in.read() >= 0) {}
    }
}
