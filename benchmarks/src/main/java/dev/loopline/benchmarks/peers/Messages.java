package dev.loopline.benchmarks.peers;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.loopline.benchmarks.load.Bytes;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.StreamRequest;

/**
 * What travels where protobuf messages do.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class Messages {
    /** More than anybody will read. */
    private static final int ENDLESS = -1;

    private Messages() {}

    /**
     * {@return a payload, for any number of messages}
     *
     * @param bytes of it
     */
    public static ByteString payload(int bytes) {
        return UnsafeByteOperations.unsafeWrap(Bytes.of(bytes));
    }

    /**
     * {@return a message of its own, as an application would make it}
     *
     * @param payload of it
     */
    public static EchoMessage of(ByteString payload) {
        return EchoMessage.newBuilder().setPayload(payload).build();
    }

    /**
     * {@return what asks for a stream without an end}
     *
     * @param bytes of each payload
     */
    public static StreamRequest request(int bytes) {
        return StreamRequest.newBuilder().setSize(bytes).setCount(ENDLESS).build();
    }

    /**
     * Sees to it that a message came whole.
     *
     * @param message that arrived
     * @param bytes of the payload that was sent
     */
    public static void check(EchoMessage message, int bytes) {
        ByteString payload = message.getPayload();
        Bytes.check(payload.size(), payload.isEmpty() ? 0 : payload.byteAt(payload.size() - 1), bytes);
    }
}
