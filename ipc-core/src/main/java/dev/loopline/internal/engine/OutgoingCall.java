package dev.loopline.internal.engine;

import com.google.protobuf.MessageLite;
import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.internal.engine.Reassembly.Assembly;
import dev.loopline.internal.observe.CallObserver;
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
        implements Runnable, OutboundStream {
    final MethodDescriptor<Q, R> method;
    final Duration timeout;
    final long deadlineNanos;

    private final OutgoingCalls owner;
    private final byte[] headers;
    private @Nullable Q request; // until it was sent
    private byte @Nullable [] largeRequest; // instead of request, if it needs fragments
    private final @Nullable IncomingCall<?, ?> parent;

    long id; // 0 until started

    @Nullable
    OutboundMessage sending;

    @Nullable
    Assembly receiving;

    CallObserver observed = CallObserver.NONE; // set before anybody else knows of the call

    @Nullable
    DecodeTurn turn; // its response waits for memory

    private @Nullable Runnable onDecoded; // frees the bytes of that response
    private HeapShare.@Nullable Claim encoded; // of a request that needs fragments
    private boolean firstByteSent;

    OutgoingCall(
            OutgoingCalls owner,
            MethodDescriptor<Q, R> method,
            Q request,
            byte[] headers,
            Duration timeout,
            long deadlineNanos,
            @Nullable IncomingCall<?, ?> parent) {
        this.owner = owner;
        this.method = method;
        this.request = request;
        this.headers = headers;
        this.timeout = timeout;
        this.deadlineNanos = deadlineNanos;
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
            largeRequest = request.toByteArray();
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

    /** Gives back the memory that was counted for the response. */
    void freeResponse() {
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

    /** Sends the request. In the role. */
    void send(Outbound outbound, FirstFrame first) {
        byte[] large = largeRequest;
        Q small = request;
        request = null;
        largeRequest = null;
        if (large != null) {
            sending = outbound.large(this, first, large);
        } else if (small != null) {
            outbound.whole(this, first, small);
        }
    }

    byte[] headers() {
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

    /** {@return what is known of the execution of this call while it has no result} */
    Certainty certainty() {
        return firstByteSent ? Certainty.UNKNOWN : Certainty.NOT_EXECUTED;
    }

    boolean wasSent() {
        return firstByteSent;
    }

    void succeed(R response) {
        observed.ended(StatusCode.OK); // before the caller can know
        complete(response);
    }

    void fail(Status status) {
        observed.ended(status.code());
        completeExceptionally(status.asException());
    }

    /** Lets go of what the call was made from. */
    void detach() {
        request = null;
        largeRequest = null;
        freeRequest();
        if (parent != null) {
            parent.removeNested(this);
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            observed.ended(StatusCode.CANCELLED);
            owner.cancelled(this);
        }
        return cancelled;
    }
}
