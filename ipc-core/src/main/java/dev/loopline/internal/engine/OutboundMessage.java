package dev.loopline.internal.engine;

import dev.loopline.internal.wire.FrameHeader;
import dev.loopline.internal.wire.FrameType;
import dev.loopline.internal.wire.OutboundFrame;

/**
 * A message that is larger than a frame, on its way out in fragments.
 *
 * <p>Used in the connection's role only.
 */
final class OutboundMessage {
    private final OutboundStream stream;
    private final FrameType firstType;
    private final int method;
    private final int value;
    private final long streamId;
    private final byte[] headers;
    private final byte[] bytes;
    private final int maxFrameBytes;
    private long credit;
    private int sent;

    /**
     * Makes a message of which nothing was sent yet.
     *
     * @param stream told of its progress
     * @param first the frame that begins it: type, method, value, stream id
     * @param bytes the whole message
     * @param maxFrameBytes largest frame that the peer takes
     * @param credit how many bytes may be sent before the peer grants more
     */
    OutboundMessage(OutboundStream stream, FirstFrame first, byte[] bytes, int maxFrameBytes, int credit) {
        this.stream = stream;
        this.firstType = first.type();
        this.method = first.method();
        this.value = first.value();
        this.streamId = first.streamId();
        this.headers = first.headers();
        this.bytes = bytes;
        this.maxFrameBytes = maxFrameBytes;
        this.credit = credit;
    }

    /**
     * What the frame says that begins a message.
     *
     * @param type {@link FrameType#CALL} or {@link FrameType#MESSAGE}
     * @param method its method number, 0 if the type has none
     * @param value its value
     * @param streamId its stream
     * @param headers encoded call headers, empty for none
     */
    record FirstFrame(FrameType type, int method, int value, long streamId, byte[] headers) {}

    OutboundStream stream() {
        return stream;
    }

    boolean isComplete() {
        return sent == bytes.length;
    }

    boolean hasCredit() {
        return credit > 0;
    }

    void addCredit(long more) {
        credit = Math.min(Integer.MAX_VALUE, credit + more);
    }

    /** Fills in the next frame. There must be credit and something left. */
    void fillNext(OutboundFrame frame) {
        int room = maxFrameBytes - FrameHeader.BYTES;
        if (sent == 0) {
            room -= OutboundFrame.prefixBytes(headers.length, true);
        }
        int count = next(room);
        boolean last = sent + count == bytes.length;
        int flags = last ? FrameHeader.FLAG_END : FrameHeader.FLAG_MORE;
        if (sent == 0) {
            frame.start(firstType, 0, method, value, streamId).headers(headers).beginsMessageOf(bytes.length);
        } else {
            frame.start(FrameType.FRAGMENT, flags, 0, 0, streamId);
        }
        frame.bytes(bytes, sent, count);
    }

    /** Says that the frame of {@link #fillNext} was accepted. */
    void nextWasSent(int frameBytes) {
        int payload = frameBytes - FrameHeader.BYTES;
        if (sent == 0) {
            payload -= OutboundFrame.prefixBytes(headers.length, true);
            stream.onFirstByteSent();
        }
        sent += payload;
        credit -= payload;
    }

    private int next(int room) {
        return (int) Math.min(Math.min(room, bytes.length - sent), credit);
    }
}
