package dev.loopline.internal.wire;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import dev.loopline.transport.Frame;
import java.io.IOException;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A frame on its way out, filled in field by field and used again.
 *
 * <pre>
 *   header (16) | size of headers (2) and headers, with FLAG_HEADERS | size of the message (4), if begun here and to be
 *   continued | payload: a protobuf message, or bytes
 * </pre>
 *
 * <p>A protobuf message is encoded straight into the target when that has an array. For a direct target small messages
 * pass through one array that is kept, because protobuf's encoder for direct buffers allocates more than it saves.
 *
 * <p>Used in the connection's role only.
 */
public final class OutboundFrame implements Frame {
    /** Messages up to this size are encoded through a kept array. */
    static final int SMALL_BYTES = 8 * 1024;

    private static final byte[] NOTHING = new byte[0];

    private int type;
    private int flags;
    private int method;
    private int value;
    private long streamId;
    private byte[] headers = NOTHING;
    private int messageBytes = -1;
    private @Nullable MessageLite message;
    private @Nullable EncodedMessage encoded;
    private byte[] bytes = NOTHING;
    private int offset;
    private int payloadBytes;
    private final MessageEncoder encoder = new MessageEncoder();

    /**
     * Begins a frame; all that is not set by later calls is empty.
     *
     * @param frameType its type
     * @param frameFlags any of {@link FrameHeader}'s flags but {@code FLAG_HEADERS}
     * @param methodNumber 0 if the type has none
     * @param frameValue unsigned 32-bit number, 0 if the type has none
     * @param stream the stream's id
     * @return this frame
     */
    public OutboundFrame start(FrameType frameType, int frameFlags, int methodNumber, int frameValue, long stream) {
        type = frameType.code();
        flags = frameFlags;
        method = methodNumber;
        value = frameValue;
        streamId = stream;
        headers = NOTHING;
        messageBytes = -1;
        message = null;
        encoded = null;
        bytes = NOTHING;
        offset = 0;
        payloadBytes = 0;
        return this;
    }

    /**
     * Adds call headers.
     *
     * @param encoded at most 65,535 bytes; empty for none. Not to be changed while the frame is in use.
     * @return this frame
     */
    public OutboundFrame headers(byte[] encoded) {
        headers = encoded;
        return this;
    }

    /**
     * Sets the payload to a whole message.
     *
     * @param payload its size must be known ({@link MessageLite#getSerializedSize} keeps it)
     * @return this frame
     */
    public OutboundFrame message(MessageLite payload) {
        message = payload;
        payloadBytes = payload.getSerializedSize();
        return this;
    }

    /**
     * Sets the payload to some bytes.
     *
     * @param source not to be changed while the frame is in use
     * @param from index of the first
     * @param count how many
     * @return this frame
     */
    public OutboundFrame bytes(byte[] source, int from, int count) {
        bytes = source;
        offset = from;
        payloadBytes = count;
        return this;
    }

    /**
     * Sets the payload to a part of an encoded message.
     *
     * @param source the message
     * @param from index of the first byte
     * @param count how many
     * @return this frame
     */
    public OutboundFrame part(EncodedMessage source, int from, int count) {
        encoded = source;
        offset = from;
        payloadBytes = count;
        return this;
    }

    /**
     * Says that the payload is only the beginning of a message.
     *
     * @param size of the whole message, in bytes
     * @return this frame
     */
    public OutboundFrame beginsMessageOf(int size) {
        messageBytes = size;
        flags |= FrameHeader.FLAG_MORE;
        return this;
    }

    @Override
    public int sizeBytes() {
        return FrameHeader.BYTES + prefixBytes(headers.length, messageBytes >= 0) + payloadBytes;
    }

    /**
     * Computes what stands between header and payload.
     *
     * @param headerBytes size of the call headers, 0 for none
     * @param beginsMessage whether the message continues in fragments
     * @return its size in bytes
     */
    public static int prefixBytes(int headerBytes, boolean beginsMessage) {
        return (headerBytes > 0 ? Short.BYTES + headerBytes : 0) + (beginsMessage ? Integer.BYTES : 0);
    }

    @Override
    public void writeTo(ByteBuffer target) {
        int allFlags = headers.length > 0 ? flags | FrameHeader.FLAG_HEADERS : flags;
        FrameHeader.write(target, type, allFlags, method, value, streamId);
        if (headers.length > 0) {
            target.putShort((short) headers.length).put(headers);
        }
        if (messageBytes >= 0) {
            target.putInt(messageBytes);
        }
        if (message != null) {
            writeMessage(message, target);
        } else if (encoded != null) {
            encoded.copy(offset, payloadBytes, target);
        } else {
            target.put(bytes, offset, payloadBytes);
        }
    }

    private void writeMessage(MessageLite payload, ByteBuffer target) {
        int end = target.position() + payloadBytes;
        try {
            if (target.hasArray()) {
                int at = target.arrayOffset() + target.position();
                encode(payload, CodedOutputStream.newInstance(target.array(), at, payloadBytes));
                target.position(end);
            } else if (payloadBytes <= SMALL_BYTES) {
                encoder.encode(payload, target);
            } else {
                encode(payload, CodedOutputStream.newInstance(target));
            }
        } catch (IOException | BufferOverflowException e) {
            throw wrongSize(payload, e);
        }
        if (target.position() != end) {
            throw wrongSize(payload, null);
        }
    }

    private IllegalStateException wrongSize(MessageLite payload, @Nullable Exception cause) {
        return new IllegalStateException(
                "message of " + payload.getClass().getName() + ": did not fit into its own size " + payloadBytes,
                cause);
    }

    private static void encode(MessageLite payload, CodedOutputStream out) throws IOException {
        payload.writeTo(out);
        out.flush();
    }
}
