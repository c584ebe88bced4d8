package dev.loopline.internal.engine;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import dev.loopline.Certainty;
import dev.loopline.internal.engine.Reassembly.Assembly;
import dev.loopline.internal.wire.FrameHeader;
import dev.loopline.internal.wire.MessageReader;
import java.nio.ByteBuffer;

/**
 * The requests of a connection's unary calls on their way in: in one frame or in fragments, decoded at once or when there is
 * memory for that.
 *
 * <p>Used in the connection's role only.
 */
final class UnaryRequests {
    private final Session session;
    private final IncomingCalls calls;
    private final Reassembly reassembly;
    private final MessageReader reader;
    private final MessageMemory memory;

    UnaryRequests(Session session, IncomingCalls calls, Reassembly reassembly, MessageReader reader) {
        this.session = session;
        this.calls = calls;
        this.reassembly = reassembly;
        this.reader = reader;
        this.memory = session.config().memory();
    }

    /**
     * Begins with the frame that opened the call.
     *
     * @param at where its payload begins, from the frame's position
     */
    void begin(IncomingCall<?, ?> call, ByteBuffer frame, int flags, int at) {
        if ((flags & FrameHeader.FLAG_MORE) != 0) {
            beginLarge(call, frame, at);
        } else if ((flags & FrameHeader.FLAG_END) == 0) {
            throw new ProtocolException("stream " + call.id + ": CALL of a unary method without END or MORE");
        } else {
            frame.position(frame.position() + at);
            beginWhole(call, frame);
        }
    }

    private <Q extends MessageLite, R extends MessageLite> void beginWhole(
            IncomingCall<Q, R> call, ByteBuffer payload) {
        int size = payload.remaining();
        HeapShare.Claim claim = null;
        if (size > memory.uncountedBytes()) {
            claim = memory.decoded().tryTake(MessageMemory.whileDecoding(size));
            if (claim == null) {
                keepWhole(call, payload);
                return;
            }
        }
        try {
            Q request = reader.parse(call.requestParser(), payload);
            call.request(request, claim, size);
        } catch (InvalidProtocolBufferException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            if (claim != null) {
                claim.release();
            }
            calls.refuse(call.id, call.observer, Failures.badRequest(call.method(), e));
            return;
        }
        calls.register(call);
        calls.dispatch(call);
    }

    /** Copies a message out of its frame, because it cannot be decoded yet. */
    private void keepWhole(IncomingCall<?, ?> call, ByteBuffer payload) {
        HeapShare.Claim kept = memory.beginnings().tryTake(payload.remaining());
        if (kept == null) {
            calls.refuse(
                    call.id, call.observer, Failures.decodeBusy("request of " + call.method(), Certainty.NOT_EXECUTED));
            return;
        }
        byte[] whole = new byte[payload.remaining()];
        payload.get(whole);
        calls.register(call);
        awaitTurn(call, whole, kept::release);
    }

    /** Decodes a message where its handler runs, as soon as there is memory for that. */
    private void awaitTurn(IncomingCall<?, ?> call, byte[] whole, Runnable onDecoded) {
        DecodeTurn turn = new DecodeTurn(
                session,
                whole.length,
                () -> {
                    call.turn = null;
                    calls.dispatch(call);
                },
                () -> tooLate(call));
        call.largeRequest(whole, turn.claim(), onDecoded);
        if (turn.isNow()) {
            calls.dispatch(call);
        } else {
            call.turn = turn;
        }
    }

    private void tooLate(IncomingCall<?, ?> call) {
        call.turn = null;
        if (call.refuse(Failures.decodeBusy("request of " + call.method(), Certainty.NOT_EXECUTED))) {
            calls.handlerEnded(call);
        }
    }

    private void beginLarge(IncomingCall<?, ?> call, ByteBuffer frame, int at) {
        long total = Integer.toUnsignedLong(LargeMessages.totalBytes(frame, at));
        int max = session.config().messageLimits().maxMessageBytes();
        if (total > max) {
            calls.refuse(
                    call.id,
                    call.observer,
                    Failures.messageTooLarge("request of " + call.method(), total, max, Certainty.NOT_EXECUTED));
            return;
        }
        call.receiving = reassembly.begin(call.id, (int) total);
        if (call.receiving == null) {
            calls.refuse(call.id, call.observer, Failures.reassemblyFull(total, Certainty.NOT_EXECUTED));
            return;
        }
        calls.register(call);
        frame.position(frame.position() + at + Integer.BYTES);
        reassembly.append(call.receiving, frame, false);
    }

    void onFragment(IncomingCall<?, ?> call, ByteBuffer frame, int flags) {
        Assembly assembly = call.receiving;
        if (assembly == null) {
            throw new ProtocolException("stream " + call.id + ": FRAGMENT after the request was complete");
        }
        frame.position(frame.position() + FrameHeader.BYTES);
        byte[] whole = reassembly.append(assembly, frame, (flags & FrameHeader.FLAG_MORE) == 0);
        if (whole != null) {
            call.receiving = null;
            awaitTurn(call, whole, assembly::free);
        }
    }
}
