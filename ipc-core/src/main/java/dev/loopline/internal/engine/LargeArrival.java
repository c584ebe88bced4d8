package dev.loopline.internal.engine;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A message of a stream that comes in fragments. It takes no more memory than the bytes that the peer was permitted to
 * send of it.
 *
 * <p>Used in the connection's role only.
 */
final class LargeArrival {
    private final long streamId;
    private final int totalBytes;
    private byte[] bytes = new byte[0];
    private int permitted;
    private int arrived;

    /**
     * Makes a message of which nothing has arrived.
     *
     * @param totalBytes as the peer announced it, already found to be permitted
     */
    LargeArrival(long streamId, int totalBytes) {
        this.streamId = streamId;
        this.totalBytes = totalBytes;
    }

    int totalBytes() {
        return totalBytes;
    }

    /** Lets the first so many bytes come. */
    void mayBring(int count) {
        permitted = count;
    }

    boolean mayBringAll() {
        return permitted == totalBytes;
    }

    /**
     * Adds what arrived.
     *
     * @param last whether the peer says that the message is complete now
     * @return whether it is
     * @throws ProtocolException if it is more than was announced, or less, or nothing
     */
    boolean append(ByteBuffer payload, boolean last) {
        int count = payload.remaining();
        if (count == 0 || count > permitted - arrived) {
            throw new ProtocolException("stream " + streamId + ": " + count
                    + " more bytes of a message (expected: 1 to " + (permitted - arrived) + ")");
        }
        if (bytes.length < permitted) { // not before: more is often permitted until the first bytes are there
            bytes = Arrays.copyOf(bytes, permitted);
        }
        payload.get(bytes, arrived, count);
        arrived += count;
        if (last != (arrived == totalBytes)) {
            throw new ProtocolException("stream " + streamId + ": message ends after " + arrived + " bytes (expected: "
                    + totalBytes + ", as announced)");
        }
        return last;
    }

    /** {@return how many bytes are there} */
    int arrived() {
        return arrived;
    }

    /** {@return the whole message} */
    byte[] bytes() {
        return bytes;
    }
}
