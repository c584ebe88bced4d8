package dev.loopline.internal.engine;

import dev.loopline.internal.wire.EncodedMessage;
import dev.loopline.internal.wire.FrameHeader;
import dev.loopline.internal.wire.FrameType;
import dev.loopline.internal.wire.OutboundFrame;

/**
 * A message that is larger than a frame, on its way out in fragments.
 *
 * <p>Used in the connection's role only.
 */
final class OutboundMessage implements OutboundStream, BulkSource {
    private final Outbound outbound;
    private final OutboundStream stream;
    private final FirstFrame first;
    private final EncodedMessage message;
    private final boolean last;
    private final int maxFrameBytes;
    private long credit;
    private int sent;
    private int next; // payload of the frame filled in last

    /**
     * Makes a message of which nothing was sent yet.
     *
     * @param outbound goes on with it once its first frame was accepted
     * @param stream told of its progress
     * @param first the frame that begins it: type, method, value, stream id
     * @param message the whole of it
     * @param last whether nothing follows it in its direction
     * @param maxFrameBytes largest frame that the peer takes
     * @param credit how many bytes may be sent before the peer grants more
     */
    OutboundMessage(
            Outbound outbound,
            OutboundStream stream,
            FirstFrame first,
            EncodedMessage message,
            boolean last,
            int maxFrameBytes,
            int credit) {
        this.outbound = outbound;
        this.stream = stream;
        this.first = first;
        this.message = message;
        this.last = last;
        this.maxFrameBytes = maxFrameBytes;
        this.credit = credit;
    }

    OutboundStream stream() {
        return stream;
    }

    boolean isComplete() {
        return sent == message.sizeBytes();
    }

    int leftBytes() {
        return message.sizeBytes() - sent;
    }

    boolean hasCredit() {
        return credit > 0;
    }

    void addCredit(long more) {
        credit = Math.min(Integer.MAX_VALUE, credit + more);
    }

    @Override
    public boolean fillNext(OutboundFrame frame) {
        if (!hasCredit()) {
            return false;
        }
        int room = maxFrameBytes - FrameHeader.BYTES;
        if (sent == 0) {
            room -= OutboundFrame.prefixBytes(first.headers.length, true);
            frame.start(first.type, 0, first.method, first.value, first.streamId)
                    .headers(first.headers)
                    .beginsMessageOf(message.sizeBytes());
            next = (int) Math.min(Math.min(room, message.sizeBytes()), credit);
        } else {
            next = (int) Math.min(Math.min(room, message.sizeBytes() - sent), credit);
            int end = last ? FrameHeader.FLAG_END : 0;
            int flags = sent + next == message.sizeBytes() ? end : FrameHeader.FLAG_MORE;
            frame.start(FrameType.FRAGMENT, flags, 0, 0, first.streamId);
        }
        frame.part(message, sent, next);
        return true;
    }

    @Override
    public boolean nextWasSent() {
        progress();
        if (isComplete()) {
            stream.onMessageSent();
            return false;
        }
        return hasCredit();
    }

    private void progress() {
        sent += next;
        credit -= next;
        outbound.progressed(this, next);
        next = 0;
    }

    /** The frame that begins the message was accepted. */
    @Override
    public void onFirstByteSent() {
        progress();
        stream.onFirstByteSent();
    }

    /** The frame that begins the message was accepted; the rest takes turns with others, as far as there is credit. */
    @Override
    public void onMessageSent() {
        if (hasCredit()) {
            outbound.goOn(this);
        }
    }
}
