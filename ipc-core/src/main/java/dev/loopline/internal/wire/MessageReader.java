package dev.loopline.internal.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;

/**
 * Parses protobuf messages out of buffers that a transport owns.
 *
 * <p>Small payloads of direct buffers pass through one array that is kept; protobuf would copy such a buffer into a new
 * array each time. Larger ones are copied once, into an array that the message's byte fields then share.
 *
 * <p>Used in the connection's role only.
 */
public final class MessageReader {
    /** Deepest nesting of messages; protobuf's own default, set so that it cannot change unseen. */
    public static final int MAX_DEPTH = 100;

    private byte[] staging = new byte[0];

    /**
     * Parses a message.
     *
     * @param <M> the message
     * @param parser its parser
     * @param payload the bytes from position to limit; not kept
     * @return the message
     * @throws InvalidProtocolBufferException if the bytes are no such message, or nested deeper than {@value #MAX_DEPTH}
     */
    public <M> M parse(Parser<M> parser, ByteBuffer payload) throws InvalidProtocolBufferException {
        int size = payload.remaining();
        if (payload.hasArray()) {
            return parse(parser, payload.array(), payload.arrayOffset() + payload.position(), size, false);
        }
        boolean small = size <= OutboundFrame.SMALL_BYTES;
        byte[] copy = small ? staging(size) : new byte[size];
        payload.get(payload.position(), copy, 0, size);
        return parse(parser, copy, 0, size, !small);
    }

    /**
     * Parses a message out of an array.
     *
     * @param <M> the message
     * @param parser its parser
     * @param bytes holds the message
     * @param offset index of its first byte
     * @param size how many bytes
     * @param owned whether nobody will change the array any more, so that the message may share it
     * @return the message
     * @throws InvalidProtocolBufferException if the bytes are no such message, or nested deeper than {@value #MAX_DEPTH}
     */
    public static <M> M parse(Parser<M> parser, byte[] bytes, int offset, int size, boolean owned)
            throws InvalidProtocolBufferException {
        CodedInputStream in = owned
                ? UnsafeByteOperations.unsafeWrap(bytes, offset, size).newCodedInput()
                : CodedInputStream.newInstance(bytes, offset, size);
        in.setRecursionLimit(MAX_DEPTH);
        in.enableAliasing(owned);
        M message = parser.parseFrom(in);
        in.checkLastTagWas(0);
        return message;
    }

    private byte[] staging(int size) {
        if (staging.length < size) {
            staging = new byte[Math.min(OutboundFrame.SMALL_BYTES, Math.max(256, Integer.highestOneBit(size) << 1))];
        }
        return staging;
    }
}
