package dev.loopline.internal.engine;

import com.google.protobuf.MessageLite;
import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.call.CallOptions;
import dev.loopline.call.Metadata;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.internal.engine.Reassembly.Assembly;
import dev.loopline.internal.observe.CallObserver;
import dev.loopline.internal.wire.EncodedMessage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A call to the peer, and the future of its response.
 *
 * <p>Made on the caller's thread; {@link #run} starts it in the connection's role, and from then on the other fields are
 * for the role only. The future itself may be completed by anyone; it ends once.
 */
final class OutgoingCall<Q extends MessageLite, R extends MessageLite> extends CompletableFuture<R>
        implements OpenCall, Runnable, OutboundStream {
    final MethodDescriptor<Q, R> method;

    private final OutgoingCalls owner;
    private final CallOptions options;
    private final Duration timeout;
    private final long deadlineNanos;
    private final byte[] headers;
    private @Nullable Q request; // until it was sent
    private @Nullable EncodedMessage largeRequest; // instead of request, if it needs fragments
    private final @Nullable ServedCall<?, ?> parent;

    long id; // 0 until started

    private @Nullable OutboundMessage sending;

    @Nullable
    Assembly receiving;

    CallObserver observed = CallObserver.NONE; // set before anybody else knows of the call

    @Nullable
    DecodeTurn turn; // its response waits for memory

    private byte @Nullable [] kept; // its response, until the end of the call has arrived
    private Metadata trailers = Metadata.EMPTY;
    private @Nullable Runnable onDecoded; // frees the bytes of that response
    private HeapShare.@Nullable Claim encoded; // of a request that needs fragments
    private boolean firstByteSent;

    OutgoingCall(
            OutgoingCalls owner,
            MethodDescriptor<Q, R> method,
            Q request,
            byte[] headers,
            CallOptions options,
            Duration timeout,
            @Nullable ServedCall<?, ?> parent) {
        this.owner = owner;
        this.method = method;
        this.request = request;
        this.headers = headers;
        this.options = options;
        this.timeout = timeout;
        this.deadlineNanos = owner.session().deadlines().after(timeout);
        this.parent = parent;
    }

    /**
     * Encodes a request that needs fragments, on the caller's thread, so that the role need not.
     *
     * @return why it cannot be sent now, {@code null} if it can
     */
    @Nullable
    Status encodeLarge(HeapShare sendingShare) {
        if (request == null) {
            return null;
        }
        int bytes = request.getSerializedSize();
        encoded = sendingShare.tryTake(bytes);
        if (encoded == null) {
            return Failures.sendingFull("request of " + method, bytes, Certainty.NOT_EXECUTED);
        }
        try {
            largeRequest = EncodedMessage.of(request);
        } catch (OutOfMemoryError e) {
            encoded.release();
            return Failures.outOfMemory("request of " + method, Certainty.NOT_EXECUTED, e);
        }
        request = null;
        return null;
    }

    /** Its response has arrived and cannot be decoded yet. */
    void awaitTurn(DecodeTurn toCome, Runnable whenDecoded) {
        turn = toCome;
        onDecoded = whenDecoded;
    }

    /** Its response has arrived, and more is to come. */
    void keepResponse(byte[] whole) {
        kept = whole;
    }

    void onDecoded(Runnable whenDecoded) {
        onDecoded = whenDecoded;
    }

    Runnable takeOnDecoded() {
        Runnable taken = onDecoded;
        onDecoded = null;
        return taken == null ? () -> {} : taken;
    }

    boolean hasResponse() {
        return turn != null || kept != null;
    }

    /** Gives back the memory that was counted for the response. */
    @Override
    public void freeResponse() {
        if (turn != null) {
            turn.end();
            turn = null;
        }
        if (onDecoded != null) {
            onDecoded.run();
            onDecoded = null;
        }
    }

    @Override
    public void run() {
        owner.begin(this);
    }

    @Override
    public void start(FirstFrame first) {
        id = first.streamId;
        Outbound outbound = owner.outbound();
        EncodedMessage large = largeRequest;
        Q small = request;
        request = null;
        largeRequest = null;
        if (large != null) {
            sending = outbound.large(this, first, large, true);
        } else if (small != null) {
            outbound.whole(this, first, small, true);
        }
    }

    @Override
    public void onMessage(ByteBuffer frame, int flags) {
        owner.unary().onMessage(this, frame, flags);
    }

    @Override
    public void onFragment(ByteBuffer frame, int flags) {
        owner.unary().onFragment(this, frame, flags);
    }

    @Override
    public void onCredit(long bytes) {
        if (sending != null) {
            owner.outbound().addCredit(sending, bytes);
        }
    }

    @Override
    public long look(long nowNanos) {
        Assembly arriving = receiving;
        return arriving == null ? DeadlineTimer.NEVER : arriving.look(nowNanos);
    }

    @Override
    public void onEnd(Metadata sent) {
        byte[] whole = kept;
        if (whole == null) {
            throw new ProtocolException("stream " + id + ": STATUS 0 of a unary call without a response before it");
        }
        kept = null;
        trailers = sent;
        owner.unary().completeKept(this, whole);
    }

    @Override
    public void onFailed(Status failure, Metadata sent) {
        tellTrailers(sent);
        observed.ended(failure.code());
        completeExceptionally(failure.asException().withTrailers(sent));
    }

    private void tellTrailers(Metadata sent) {
        Trailers.tell(method, options, sent);
    }

    @Override
    public MethodDescriptor<Q, R> method() {
        return method;
    }

    @Override
    public Duration timeout() {
        return timeout;
    }

    @Override
    public long deadlineNanos() {
        return deadlineNanos;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public byte[] headers() {
        return headers;
    }

    @Override
    public void onFirstByteSent() {
        firstByteSent = true;
    }

    @Override
    public void onMessageSent() {
        sending = null;
        freeRequest();
    }

    private void freeRequest() {
        if (encoded != null) {
            encoded.release();
        }
    }

    @Override
    public boolean wasSent() {
        return firstByteSent;
    }

    void succeed(R response) {
        tellTrailers(trailers);
        observed.ended(StatusCode.OK); // before the caller can know
        complete(response);
    }

    @Override
    public void fail(Status status) {
        observed.ended(status.code());
        completeExceptionally(status.asException());
    }

    @Override
    public void release() {
        request = null;
        largeRequest = null;
        freeRequest();
        if (id != 0 && (sending != null || !firstByteSent)) {
            owner.outbound().remove(this);
        }
        if (receiving != null) {
            owner.reassembly().release(receiving);
            receiving = null;
        }
        if (parent != null) {
            parent.removeNested(this);
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            observed.ended(StatusCode.CANCELLED);
            owner.later(() -> {
                if (owner.isOpen(this)) {
                    owner.abandon(this, StatusCode.CANCELLED);
                }
            });
        }
        return cancelled;
    }
}
