package dev.loopline.benchmarks.streams;

import com.google.protobuf.ByteString;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.StreamRequest;

/** What travels. Any thread. */
final class Messages {
    /** More than anybody will read. */
    private static final int ENDLESS = -1;

    private Messages() {}

    /** {@return a payload of a size, no byte like its neighbour} */
    static ByteString payload(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (3 * i + 1);
        }
        return ByteString.copyFrom(bytes);
    }

    /** {@return a message of its own, as an application would make it} */
    static EchoMessage of(ByteString payload) {
        return EchoMessage.newBuilder().setPayload(payload).build();
    }

    static StreamRequest request(int size) {
        return StreamRequest.newBuilder().setSize(size).setCount(ENDLESS).build();
    }

    /** Sees to it that a message came whole. */
    static void check(EchoMessage message, int size) {
        ByteString payload = message.getPayload();
        if (payload.size() != size || (size > 0 && payload.byteAt(size - 1) != (byte) (3 * (size - 1) + 1))) {
            throw new IllegalStateException("message: " + payload.size() + " bytes (expected: " + size + " as sent)");
        }
    }
}
