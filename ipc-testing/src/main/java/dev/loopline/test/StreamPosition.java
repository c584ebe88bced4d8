package dev.loopline.test;

/**
 * Where one direction of a connection is: in the hellos, or at which byte of which frame (docs/protocol.md, sections 2
 * and 3).
 *
 * <pre>
 *   +--------+   +--------+---------+   +--------+---------+
 *   | hellos |   | length | frame 1 |   | length | frame 2 | ...
 *   +--------+   +--------+---------+   +--------+---------+
 * </pre>
 *
 * <p>It reads what the sender wrote, before any fault. One thread.
 */
final class StreamPosition {
    private static final int LENGTH_BYTES = 4;
    private static final int MIN_FRAME_BYTES = 16;
    private static final int MAX_FRAME_BYTES = 1 << 20;

    private long bytes;
    private long frame; // 0 in the hellos
    private long inFrame;
    private int length; // of the frame, as far as it was read
    private long certain; // bytes that surely belong to the same part

    StreamPosition(Direction direction) {
        certain = direction.helloBytes();
    }

    /** {@return bytes so far} */
    long bytes() {
        return bytes;
    }

    /** {@return how many bytes there are until a frame is reached, or until more can be said; 0 if it is reached} */
    long distanceTo(long targetFrame, long offset) {
        if (frame > targetFrame || (frame == targetFrame && inFrame >= offset)) {
            return 0;
        }
        return frame == targetFrame ? Math.min(offset - inFrame, certain) : certain;
    }

    /** Moves past some bytes. */
    void pass(byte[] source, int from, int count) {
        bytes += count;
        int at = from;
        int left = count;
        while (left > 0) {
            int step = (int) Math.min(left, certain);
            for (int i = 0; i < step && frame > 0 && inFrame + i < LENGTH_BYTES; i++) {
                length = (length << 8) | (source[at + i] & 0xFF);
            }
            inFrame += step;
            certain -= step;
            at += step;
            left -= step;
            if (certain == 0) {
                next();
            }
        }
    }

    private void next() {
        if (frame > 0 && inFrame == LENGTH_BYTES) {
            // What does not speak Loopline has no frames: the rest counts as one.
            boolean possible = length >= MIN_FRAME_BYTES && length <= MAX_FRAME_BYTES;
            certain = possible ? length : Long.MAX_VALUE;
            return;
        }
        frame++;
        inFrame = 0;
        length = 0;
        certain = LENGTH_BYTES;
    }
}
