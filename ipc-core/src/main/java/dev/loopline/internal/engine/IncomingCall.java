package dev.loopline.internal.engine;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.call.Metadata;
import dev.loopline.call.UnaryHandler;
import dev.loopline.internal.engine.Reassembly.Assembly;
import dev.loopline.internal.observe.MethodObserver;
import dev.loopline.internal.wire.EncodedMessage;
import dev.loopline.internal.wire.MessageReader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A unary call of the peer. The handler's outcome is stored and handed to the connection's role, which answers once.
 *
 * <p>Fields without a remark are for the role only.
 */
final class IncomingCall<Q extends MessageLite, R extends MessageLite> extends ServedCall<Q, R> {
    private final UnaryRequests requests;
    private final UnaryHandler<Q, R> handler;
    private @Nullable Q request; // set before the handler's task is handed over
    private byte @Nullable [] largeRequest; // instead of request; parsed where the handler runs

    @Nullable
    Assembly receiving;

    @Nullable
    DecodeTurn turn; // waits for memory

    private @Nullable OutboundMessage sending;
    private HeapShare.@Nullable Claim decoding; // of the request; set before the handler's task is handed over
    private @Nullable Runnable onDecoded; // frees the undecoded bytes; likewise
    private @Nullable R response; // set by the handler's thread before it hands over the outcome
    private @Nullable LargeAnswer large; // instead of response, if it needs fragments; set like that
    private @Nullable Status failure; // instead of both, or beside a large one that cannot be sent; set like that
    private boolean waitsForRoom; // the large response
    private boolean encoding; // the large response, on another thread
    private boolean discarded;
    private boolean trailersAreDue; // in a frame of their own, behind the response

    IncomingCall(
            IncomingCalls owner,
            UnaryRequests requests,
            ServiceTable.Served<Q, R> served,
            UnaryHandler<Q, R> handler,
            MethodObserver observer,
            long id,
            Metadata metadata,
            long deadlineNanos) {
        super(owner, served, observer, id, metadata, deadlineNanos);
        this.requests = requests;
        this.handler = handler;
    }

    void request(Q message, HeapShare.@Nullable Claim claim, int wireBytes) {
        request = message;
        if (claim != null) {
            decoding = claim;
            claim.keep(DecodedSize.of(message, wireBytes));
        }
    }

    void largeRequest(byte[] bytes, HeapShare.Claim claim, Runnable whenDecoded) {
        largeRequest = bytes;
        decoding = claim;
        onDecoded = whenDecoded;
    }

    @Override
    boolean isDecoded() {
        return largeRequest == null;
    }

    @Override
    boolean decode() {
        try {
            request = takeRequest();
            return true;
        } catch (BadRequestException e) {
            return !refuse(e.status());
        }
    }

    /** Gives back the memory that was counted for the request. Any thread, once it is not used any more. */
    @Override
    void release() {
        freeUndecoded();
        if (decoding != null) {
            decoding.release();
        }
    }

    private void freeUndecoded() {
        Runnable free = onDecoded;
        onDecoded = null;
        if (free != null) {
            free.run();
        }
    }

    Parser<Q> requestParser() {
        return served.descriptor().requestParser();
    }

    // ---- where the handler runs

    @Override
    void handle() throws Exception {
        answer(handler.handle(takeRequest(), this));
    }

    @Override
    void failWith(Status status) {
        failure = status;
    }

    @Override
    boolean outlivesHandler() {
        return false;
    }

    private void answer(@Nullable R result) {
        if (result == null) {
            failure = Failures.noResponse(method());
            return;
        }
        Status tooLarge = owner.tooLarge(this, result.getSerializedSize());
        if (tooLarge != null) {
            failure = tooLarge;
            return;
        }
        if (!owner.needsFragments(result.getSerializedSize())) {
            response = result;
            return;
        }
        LargeAnswer answer =
                new LargeAnswer(method(), result, owner.largeAnswers(), owner.memory(), () -> owner.session()
                        .later(this::onRoom));
        large = answer;
        if (answer.hasRoom()) {
            failure = answer.encode();
        }
    }

    private Q takeRequest() throws BadRequestException {
        Q message = request;
        byte[] bytes = largeRequest;
        request = null;
        largeRequest = null;
        if (message != null) {
            return message;
        }
        if (bytes == null) {
            throw new IllegalStateException(method() + ": no request (expected: set before the handler runs)");
        }
        try {
            Q decoded = MessageReader.parse(requestParser(), bytes, 0, bytes.length, true);
            if (decoding != null) {
                decoding.keep(DecodedSize.of(decoded, bytes.length));
            }
            freeUndecoded();
            return decoded;
        } catch (InvalidProtocolBufferException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new BadRequestException(Failures.badRequest(method(), e));
        }
    }

    // ---- in the role

    @Override
    void onMessage(ByteBuffer frame, int flags) {
        throw new ProtocolException("stream " + id + ": MESSAGE of a unary call (expected: its request in CALL)");
    }

    @Override
    void onFragment(ByteBuffer frame, int flags) {
        requests.onFragment(this, frame, flags);
    }

    @Override
    void onCredit(long bytes) {
        if (sending != null) {
            owner.outbound().addCredit(sending, bytes);
        }
    }

    @Override
    long look(long nowNanos) {
        Assembly arriving = receiving;
        return arriving == null ? DeadlineTimer.NEVER : arriving.look(nowNanos);
    }

    @Override
    void answer() {
        if (failure == null && large != null && large.encoded() == null) {
            awaitRoom(large);
            return;
        }
        Status failed = failure;
        EncodedMessage encoded = large == null ? null : large.encoded();
        if (failed == null && response == null && encoded == null) {
            failed = Failures.protocol(method() + ": ended without an outcome");
        }
        observed.ended(failed == null ? StatusCode.OK : failed.code()); // before the caller can know
        Outbound outbound = owner.outbound();
        trailersAreDue = failed == null && !trailers().isEmpty();
        FirstFrame first = FirstFrame.response(id);
        if (failed != null) {
            outbound.status(this, id, StatusCodec.encode(failed, trailers()));
        } else if (encoded != null) {
            sending = outbound.large(this, first, encoded, !trailersAreDue);
        } else if (response != null) {
            outbound.whole(this, first, response, !trailersAreDue);
        }
    }

    private void awaitRoom(LargeAnswer answer) {
        if (answer.hasRoom()) {
            encodeElsewhere(answer);
        } else {
            waitsForRoom = true;
        }
    }

    private void onRoom() {
        LargeAnswer answer = large;
        if (waitsForRoom && answer != null) {
            waitsForRoom = false;
            encodeElsewhere(answer);
        }
    }

    /** Not here: it may take milliseconds, and the role has other things to do. */
    private void encodeElsewhere(LargeAnswer answer) {
        encoding = true;
        try {
            owner.session().config().threads().execute(() -> {
                try {
                    failure = answer.encode();
                } catch (RuntimeException e) { // a message of the application's own kind
                    failure = Failures.of(e, Certainty.EXECUTED);
                } finally {
                    owner.session().later(this::onEncoded);
                }
            });
        } catch (RuntimeException | OutOfMemoryError e) { // rejected, or there can be no more threads
            Logs.ENGINE.debug("{}: its response is not encoded", method(), e);
            failure = answer.refusal();
            onEncoded();
        }
    }

    private void onEncoded() {
        encoding = false;
        if (discarded) {
            freeResponse();
        } else {
            answer();
        }
    }

    @Override
    boolean hasSent() {
        return handled; // or it will be, very soon
    }

    @Override
    boolean isWaitingForRequest() {
        return receiving != null || turn != null;
    }

    @Override
    boolean isAnswered() {
        return handled && sending == null && (large == null || failure != null);
    }

    @Override
    void discard(StatusCode why) {
        discarded = true;
        waitsForRoom = false;
        if (receiving != null) {
            owner.reassembly().release(receiving);
            receiving = null;
        }
        if (turn != null) {
            turn.end();
            turn = null;
            release();
        }
        freeResponse();
    }

    private void freeResponse() {
        if (handled && !encoding && large != null) {
            large.release();
        }
    }

    @Override
    public void onFirstByteSent() {
        response = null;
    }

    @Override
    public void onMessageSent() {
        sending = null;
        if (trailersAreDue) {
            trailersAreDue = false;
            owner.outbound().status(this, id, StatusCodec.encodeEnd(trailers()));
            return;
        }
        freeResponse();
        owner.answerSent(this);
    }
}
