package dev.loopline.internal.engine;

import com.google.protobuf.MessageLite;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.call.CallOptions;
import dev.loopline.call.Metadata;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.internal.engine.Reassembly.Assembly;
import dev.loopline.internal.observe.CallObserver;
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
    private @Nullable LargeRequest large; // instead of request, if it needs fragments
    private @Nullable ArrivingResponse arriving; // unless the response comes as nearly all do, in one frame
    private final @Nullable ServedCall<?, ?> parent;

    long id; // 0 until started

    CallObserver observed = CallObserver.NONE; // set before anybody else knows of the call

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
     * Encodes a request that needs fragments, on the caller's thread.
     *
     * @throws dev.loopline.StatusException if there is no memory for it now
     */
    void encodeLarge(HeapShare sendingShare) {
        if (request != null) {
            large = LargeRequest.of(request, method, sendingShare);
            request = null;
        }
    }

    /** {@return its response, which does not come in one frame} */
    ArrivingResponse arriving() {
        ArrivingResponse response = arriving;
        if (response == null) {
            response = new ArrivingResponse();
            arriving = response;
        }
        return response;
    }

    /** {@return the fragments of its response that have arrived, if more are to come} */
    @Nullable
    Assembly fragments() {
        return arriving == null ? null : arriving.fragments;
    }

    boolean hasResponse() {
        return arriving != null && arriving.isWhole();
    }

    @Override
    public void freeResponse() {
        if (arriving != null) {
            arriving.free();
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
        Q small = request;
        request = null;
        if (large != null) {
            large.sending = outbound.large(this, first, large.encoded(), true);
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
        if (large != null && large.sending != null) {
            owner.outbound().addCredit(large.sending, bytes);
        }
    }

    @Override
    public long look(long nowNanos) {
        Assembly fragments = fragments();
        return fragments == null ? DeadlineTimer.NEVER : fragments.look(nowNanos);
    }

    @Override
    public void onEnd(Metadata sent) {
        byte[] whole = arriving == null ? null : arriving.takeKept(sent);
        if (whole == null) {
            throw new ProtocolException("stream " + id + ": STATUS 0 of a unary call without a response before it");
        }
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
        freeRequest();
    }

    private void freeRequest() {
        if (large != null) {
            large.free();
            large = null; // it may take long until the response comes
        }
    }

    @Override
    public boolean wasSent() {
        return firstByteSent;
    }

    void succeed(R response) {
        tellTrailers(arriving == null ? Metadata.EMPTY : arriving.trailers());
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
        if (id != 0 && (!firstByteSent || (large != null && large.sending != null))) {
            owner.outbound().remove(this);
        }
        freeRequest();
        if (arriving != null && arriving.fragments != null) {
            owner.reassembly().release(arriving.fragments);
            arriving.fragments = null;
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
