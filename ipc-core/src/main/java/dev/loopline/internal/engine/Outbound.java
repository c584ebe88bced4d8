package dev.loopline.internal.engine;

import com.google.protobuf.MessageLite;
import dev.loopline.internal.observe.ConnectionFigures;
import dev.loopline.internal.wire.EncodedMessage;
import dev.loopline.internal.wire.FrameHeader;
import dev.loopline.internal.wire.FrameType;
import dev.loopline.internal.wire.OutboundFrame;
import dev.loopline.transport.OfferResult;
import dev.loopline.transport.Transport;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What leaves a connection, in order of urgency: control frames, then whole messages, then fragments of large ones, which
 * take turns.
 *
 * <p>As long as the transport takes them, frames pass straight through. What it refuses waits here: at most
 * {@value #MAX_WAITING_CONTROL} control frames, at most one message per open stream. Large messages are offered only while
 * little else waits in the transport, and give way after {@value #BULK_TURN_BYTES} bytes, so that a small call never
 * stands behind a large message.
 *
 * <p>Used in the connection's role only.
 */
final class Outbound {
    /** Control frames that can wait; the peer does not read, and one more ends the connection. */
    static final int MAX_WAITING_CONTROL = 1000;

    /** Bytes of large messages sent before others get their turn. */
    static final int BULK_TURN_BYTES = 256 * 1024;

    /** Bytes of one source sent before the next gets its turn, as far as its frames are smaller. */
    private static final int SOURCE_TURN_BYTES = 16 * 1024;

    private final Transport transport;
    private final int maxFrameBytes;
    private final int windowBytes;
    private final int lowWaterBytes;
    private final ConnectionFigures figures;
    private final Runnable onStuck;
    private final Deque<OutboundFrame> control = new ArrayDeque<>();
    private final Deque<Waiting> messages = new ArrayDeque<>();
    private final Deque<BulkSource> bulk = new ArrayDeque<>();
    private final Set<OutboundMessage> unfinished = new LinkedHashSet<>(); // those that wait for credit included
    private final Runnable pump = this::pump;
    private OutboundFrame spare = new OutboundFrame();
    private boolean pumpScheduled;
    private boolean stuck;

    private record Waiting(OutboundFrame frame, OutboundStream stream) {
        boolean isOf(OutboundStream wanted) {
            return stream == wanted || (stream instanceof OutboundMessage message && message.stream() == wanted);
        }

        /** A large message counts as a whole while it is unfinished, its first frame not once more. */
        boolean counts() {
            return !(stream instanceof OutboundMessage);
        }
    }

    /**
     * Makes an empty outbound side.
     *
     * @param maxFrameBytes largest frame that both sides take
     * @param windowBytes how much of a message may be sent before the peer grants more
     * @param lowWaterBytes below how many waiting bytes large messages are offered
     * @param figures told what leaves and what waits
     * @param onStuck told once, when more control frames would wait than may; nothing leaves from then on. Called amid
     *     whatever sends, so it must not end anything itself
     */
    Outbound(
            Transport transport,
            int maxFrameBytes,
            int windowBytes,
            int lowWaterBytes,
            ConnectionFigures figures,
            Runnable onStuck) {
        this.transport = transport;
        this.maxFrameBytes = maxFrameBytes;
        this.windowBytes = windowBytes;
        this.lowWaterBytes = lowWaterBytes;
        this.figures = figures;
        this.onStuck = onStuck;
    }

    int maxFrameBytes() {
        return maxFrameBytes;
    }

    /** {@return the largest message that fits into one frame beside headers of the given size} */
    int maxWholeMessageBytes(int headerBytes) {
        return maxFrameBytes - FrameHeader.BYTES - OutboundFrame.prefixBytes(headerBytes, false);
    }

    /** {@return the largest headers that leave room for a first byte of a large message} */
    int maxHeaderBytes() {
        int room = maxFrameBytes - FrameHeader.BYTES - 1;
        return room - (OutboundFrame.prefixBytes(1, true) - 1);
    }

    /** Sends a control frame without a body. */
    void control(FrameType type, int value, long streamId) {
        sendControl(spare.start(type, 0, 0, value, streamId));
    }

    /** Sends a control frame. */
    void control(FrameType type, int method, int value, long streamId, MessageLite body) {
        sendControl(spare.start(type, 0, method, value, streamId).message(body));
    }

    /** Sends a control frame. */
    void control(FrameType type, byte[] body) {
        sendControl(spare.start(type, 0, 0, 0, 0).bytes(body, 0, body.length));
    }

    /** Opens a stream whose messages follow in frames of their own. */
    void open(OutboundStream stream, FirstFrame first) {
        spare.start(first.type, 0, first.method, first.value, first.streamId).headers(first.headers);
        sendMessage(stream);
    }

    /**
     * Sends the one message of its direction, which fits into a frame.
     *
     * @param last whether nothing follows it
     */
    void whole(OutboundStream stream, FirstFrame first, MessageLite message, boolean last) {
        spare.start(first.type, last ? FrameHeader.FLAG_END : 0, first.method, first.value, first.streamId)
                .headers(first.headers)
                .message(message);
        sendMessage(stream);
    }

    /** Sends how a call ended. */
    void status(OutboundStream stream, long streamId, MessageLite status) {
        spare.start(FrameType.STATUS, FrameHeader.FLAG_END, 0, 0, streamId).message(status);
        sendMessage(stream);
    }

    /** Sends how a call ended of which nothing is kept here. Counts as a control frame. */
    void refusal(long streamId, MessageLite status) {
        sendControl(spare.start(FrameType.STATUS, FrameHeader.FLAG_END, 0, 0, streamId)
                .message(status));
    }

    /**
     * Begins to send a message in fragments. The first goes with the whole messages, so that streams are opened in the order
     * of their ids.
     *
     * @param last whether nothing follows it in its direction
     */
    OutboundMessage large(OutboundStream stream, FirstFrame first, EncodedMessage encoded, boolean last) {
        OutboundMessage message = new OutboundMessage(this, stream, first, encoded, last, maxFrameBytes, windowBytes);
        unfinished.add(message);
        figures.queued(1, encoded.sizeBytes());
        if (!message.fillNext(spare)) {
            throw new IllegalStateException("message of stream " + first.streamId + ": no credit (expected: a window)");
        }
        sendMessage(message);
        return message;
    }

    /** Lets more of a large message leave. */
    void addCredit(OutboundMessage message, long bytes) {
        boolean waited = !message.hasCredit();
        message.addCredit(bytes);
        if (waited && message.hasCredit() && !message.isComplete()) {
            goOn(message);
        }
    }

    /** Forgets what waits of a stream. */
    void remove(OutboundStream stream) {
        boolean removed = messages.removeIf(waiting -> waiting.isOf(stream));
        removed |= bulk.removeIf(source -> source instanceof OutboundMessage message && message.stream() == stream);
        removed |= unfinished.removeIf(message -> message.stream() == stream);
        if (removed) {
            recount();
        }
    }

    /** Takes note that a part of a large message has left. */
    void progressed(OutboundMessage message, int bytes) {
        boolean complete = message.isComplete();
        if (complete) {
            unfinished.remove(message);
        }
        figures.queued(complete ? -1 : 0, -bytes);
    }

    /** Has a source take its turns until it has no more frames. It must not be among those that take turns already. */
    void goOn(BulkSource source) {
        bulk.add(source);
        schedulePump();
    }

    /** Takes a source out of its turn. */
    void drop(BulkSource source) {
        bulk.remove(source);
    }

    /** Goes on with what waits. */
    void pump() {
        pumpScheduled = false;
        if (!stuck && pumpControl() && pumpMessages()) {
            pumpBulk();
        }
    }

    private void sendControl(OutboundFrame frame) {
        if (control.isEmpty() && offer(frame) != OfferResult.BACK_PRESSURED) {
            return;
        }
        if (control.size() < MAX_WAITING_CONTROL) {
            OutboundFrame waiting = take();
            control.add(waiting);
            figures.queued(1, waiting.sizeBytes());
        } else if (!stuck) {
            stuck = true;
            onStuck.run();
        }
    }

    private void sendMessage(OutboundStream stream) {
        if (messages.isEmpty() && control.isEmpty()) {
            OfferResult result = offer(spare);
            if (result == OfferResult.ACCEPTED) {
                stream.onFirstByteSent();
                stream.onMessageSent();
            }
            if (result != OfferResult.BACK_PRESSURED) {
                return; // closed: onClosed follows and ends the stream
            }
        }
        Waiting waiting = new Waiting(take(), stream);
        messages.add(waiting);
        if (waiting.counts()) {
            figures.queued(1, waiting.frame().sizeBytes());
        }
    }

    private OfferResult offer(OutboundFrame frame) {
        OfferResult result = transport.offer(frame);
        if (result == OfferResult.ACCEPTED) {
            figures.sent(frame.sizeBytes());
        }
        return result;
    }

    private OutboundFrame take() {
        OutboundFrame taken = spare;
        spare = new OutboundFrame();
        return taken;
    }

    private boolean pumpControl() {
        while (!control.isEmpty()) {
            OutboundFrame next = control.element();
            if (offer(next) != OfferResult.ACCEPTED) {
                return false;
            }
            control.remove();
            figures.queued(-1, -next.sizeBytes());
        }
        return true;
    }

    private boolean pumpMessages() {
        while (!messages.isEmpty()) {
            Waiting next = messages.element();
            if (offer(next.frame()) != OfferResult.ACCEPTED) {
                return false;
            }
            messages.remove();
            if (next.counts()) {
                figures.queued(-1, -next.frame().sizeBytes());
            }
            next.stream().onFirstByteSent();
            next.stream().onMessageSent();
        }
        return true;
    }

    private void pumpBulk() {
        int left = BULK_TURN_BYTES;
        while (left > 0 && transport.pendingBytes() < lowWaterBytes) {
            BulkSource source = bulk.poll();
            if (source == null) {
                return;
            }
            int sent = sendFrom(source);
            if (sent < 0) {
                return;
            }
            left -= sent;
        }
        if (!bulk.isEmpty() && transport.pendingBytes() < lowWaterBytes) {
            schedulePump();
        }
    }

    /**
     * Sends some frames of a source and queues it again behind the others, unless it has no more.
     *
     * @return how many bytes it sent, -1 if the transport takes no more
     */
    private int sendFrom(BulkSource source) {
        int sent = 0;
        while (sent < SOURCE_TURN_BYTES) {
            if (!source.fillNext(spare)) {
                return sent;
            }
            if (offer(spare) != OfferResult.ACCEPTED) {
                bulk.addFirst(source);
                return -1;
            }
            sent += spare.sizeBytes();
            if (!source.nextWasSent()) {
                return sent;
            }
        }
        bulk.add(source);
        return sent;
    }

    private void schedulePump() {
        if (!pumpScheduled) {
            pumpScheduled = true;
            transport.execute(pump);
        }
    }

    /** {@return whether the transport has taken everything} */
    boolean isEmpty() {
        return control.isEmpty() && messages.isEmpty() && bulk.isEmpty();
    }

    /** Drops what waits. */
    void clear() {
        control.clear();
        messages.clear();
        bulk.clear();
        unfinished.clear();
        stuck = false;
        recount();
    }

    private void recount() {
        int count = control.size() + unfinished.size();
        long bytes = 0;
        for (OutboundFrame frame : control) {
            bytes += frame.sizeBytes();
        }
        for (Waiting waiting : messages) {
            if (waiting.counts()) {
                count++;
                bytes += waiting.frame().sizeBytes();
            }
        }
        for (OutboundMessage message : unfinished) {
            bytes += message.leftBytes();
        }
        figures.queuedNow(count, bytes);
    }

    /** {@return what waits, for tests and logs} */
    @Override
    public @Nullable String toString() {
        return control.size() + " control frames, " + messages.size() + " messages, " + bulk.size()
                + " large messages and streams";
    }
}
