package dev.loopline.benchmarks.load;

/**
 * The bytes that travel: none like its neighbour.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class Bytes {
    private Bytes() {}

    /**
     * {@return new ones}
     *
     * @param count of them
     */
    public static byte[] of(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = at(i);
        }
        return bytes;
    }

    /**
     * Sees to it that a message came whole.
     *
     * @param bytes that arrived
     * @param last of them
     * @param expected how many were sent
     */
    public static void check(int bytes, byte last, int expected) {
        if (bytes != expected || (expected > 0 && last != at(expected - 1))) {
            throw new IllegalStateException("message: " + bytes + " bytes (expected: " + expected + ", as sent)");
        }
    }

    private static byte at(int index) {
        return (byte) (3 * index + 1);
    }
}
