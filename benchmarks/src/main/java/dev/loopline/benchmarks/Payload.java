package dev.loopline.benchmarks;

/** The bytes that travel: {@value #BYTES} of them, none like its neighbour. */
final class Payload {
    static final int BYTES = 64;

    private Payload() {}

    static byte[] bytes() {
        byte[] bytes = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            bytes[i] = (byte) (3 * i + 1);
        }
        return bytes;
    }
}
