package dev.loopline.internal.engine;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.internal.engine.Reassembly.Assembly;
import dev.loopline.internal.wire.FrameHeader;
import dev.loopline.internal.wire.MessageReader;
import java.nio.ByteBuffer;

/**
 * The responses of a connection's unary calls on their way in: in one frame or in fragments, decoded at once or when there
 * is memory for that.
 *
 * <p>Used in the connection's role only.
 */
final class UnaryResponses {
    private final Session session;
    private final OutgoingCalls calls;
    private final Reassembly reassembly;
    private final MessageReader reader;
    private final MessageMemory memory;

    UnaryResponses(Session session, OutgoingCalls calls, Reassembly reassembly, MessageReader reader) {
        this.session = session;
        this.calls = calls;
        this.reassembly = reassembly;
        this.reader = reader;
        this.memory = session.config().memory();
    }

    /** The whole response, or the beginning of a large one. Without END, a STATUS with metadata follows it. */
    void onMessage(OutgoingCall<?, ?> call, ByteBuffer frame, int flags) {
        if (call.hasResponse()) {
            throw new ProtocolException("stream " + call.id + ": MESSAGE after the last one");
        }
        boolean large = flags == FrameHeader.FLAG_MORE;
        if (call.fragments() != null || (!large && (flags & ~FrameHeader.FLAG_END) != 0)) {
            throw new ProtocolException(
                    "stream " + call.id + ": MESSAGE with flags " + flags + " (expected: 0, 1 or 2, once)");
        }
        if (large) {
            beginLarge(call, frame);
            return;
        }
        frame.position(frame.position() + FrameHeader.BYTES);
        if (flags == FrameHeader.FLAG_END) {
            complete(call, frame);
        } else {
            byte[] whole = new byte[frame.remaining()];
            frame.get(whole);
            call.arriving().keep(whole, null);
        }
    }

    /** More of a large response. */
    void onFragment(OutgoingCall<?, ?> call, ByteBuffer frame, int flags) {
        Assembly assembly = call.fragments();
        if (assembly == null) {
            throw new ProtocolException("stream " + call.id + ": FRAGMENT without a message that it belongs to");
        }
        frame.position(frame.position() + FrameHeader.BYTES);
        byte[] whole = reassembly.append(assembly, frame, (flags & FrameHeader.FLAG_MORE) == 0);
        if (whole == null) {
            return;
        }
        call.arriving().fragments = null;
        if ((flags & FrameHeader.FLAG_END) != 0) {
            awaitTurn(call, whole, assembly::free);
        } else {
            call.arriving().keep(whole, assembly::free);
        }
    }

    /** The response was kept until the end of the call had arrived; it has. */
    void completeKept(OutgoingCall<?, ?> call, byte[] whole) {
        awaitTurn(call, whole, call.arriving().takeOnDecoded());
    }

    private void complete(OutgoingCall<?, ?> call, ByteBuffer payload) {
        int size = payload.remaining();
        if (size <= memory.uncountedBytes()) {
            calls.finish(call);
            completeWith(call, payload);
            return;
        }
        HeapShare.Claim claim = memory.decoded().tryTake(MessageMemory.whileDecoding(size));
        if (claim == null) {
            keepWhole(call, payload);
            return;
        }
        calls.finish(call);
        try {
            completeWith(call, payload);
        } finally {
            claim.release();
        }
    }

    /** Copies a message out of its frame, because it cannot be decoded yet. */
    private void keepWhole(OutgoingCall<?, ?> call, ByteBuffer payload) {
        HeapShare.Claim kept = memory.beginnings().tryTake(payload.remaining());
        if (kept == null) {
            tooLate(call);
            return;
        }
        byte[] whole = new byte[payload.remaining()];
        payload.get(whole);
        awaitTurn(call, whole, kept::release);
    }

    /** Decodes a response as soon as there is memory for that. */
    private void awaitTurn(OutgoingCall<?, ?> call, byte[] whole, Runnable onDecoded) {
        DecodeTurn turn = new DecodeTurn(session, whole.length, () -> completeInTurn(call, whole), () -> tooLate(call));
        call.arriving().awaitTurn(turn, onDecoded);
        if (turn.isNow()) {
            completeInTurn(call, whole);
        }
    }

    private <Q extends MessageLite, R extends MessageLite> void completeInTurn(OutgoingCall<Q, R> call, byte[] whole) {
        calls.take(call);
        try {
            completeLarge(call, whole);
        } finally {
            call.freeResponse();
        }
    }

    private void tooLate(OutgoingCall<?, ?> call) {
        calls.finish(call);
        call.fail(Failures.decodeBusy("response of " + call.method, Certainty.EXECUTED));
    }

    private <Q extends MessageLite, R extends MessageLite> void completeWith(
            OutgoingCall<Q, R> call, ByteBuffer payload) {
        try {
            call.succeed(reader.parse(call.method.responseParser(), payload));
        } catch (InvalidProtocolBufferException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            call.fail(Failures.badResponse(call.method, e));
        }
    }

    private static <Q extends MessageLite, R extends MessageLite> void completeLarge(
            OutgoingCall<Q, R> call, byte[] whole) {
        try {
            call.succeed(MessageReader.parse(call.method.responseParser(), whole, 0, whole.length, true));
        } catch (InvalidProtocolBufferException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            call.fail(Failures.badResponse(call.method, e));
        }
    }

    private void beginLarge(OutgoingCall<?, ?> call, ByteBuffer frame) {
        int total = LargeMessages.totalBytes(frame, FrameHeader.BYTES);
        long max = session.config().messageLimits().maxMessageBytes();
        if (Integer.toUnsignedLong(total) > max) {
            refuse(
                    call,
                    Failures.messageTooLarge(
                            "response of " + call.method, Integer.toUnsignedLong(total), max, Certainty.EXECUTED));
            return;
        }
        Assembly begun = reassembly.begin(call.id, total);
        if (begun == null) {
            refuse(call, Failures.reassemblyFull(total, Certainty.EXECUTED));
            return;
        }
        call.arriving().fragments = begun;
        frame.position(frame.position() + FrameHeader.BYTES + Integer.BYTES);
        reassembly.append(begun, frame, false);
    }

    private void refuse(OutgoingCall<?, ?> call, Status why) {
        calls.abandon(call, StatusCode.RESOURCE_EXHAUSTED);
        call.fail(why);
    }
}
