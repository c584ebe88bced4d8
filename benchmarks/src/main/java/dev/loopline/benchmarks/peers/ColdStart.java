package dev.loopline.benchmarks.peers;

/** A JVM that does nothing but say a word, beside which others are measured. */
public final class ColdStart {
    private ColdStart() {}

    /**
     * Says it.
     *
     * @param args of no matter
     */
    public static void main(String[] args) {
        System.out.println(1);
    }
}
