package dev.loopline.internal.engine;

import com.google.protobuf.MessageLite;
import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.call.Metadata;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.call.StreamFilter;
import dev.loopline.internal.observe.CallObserver;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A call to the peer that streams, whatever its shape: requests go out, responses come in, and it ends once.
 *
 * <p>Made on the caller's thread; {@link #run} starts it in the connection's role, and from then on the fields without a
 * remark are for the role only.
 *
 * @param <Q> the requests
 * @param <R> the responses
 */
final class OutgoingStream<Q extends MessageLite, R extends MessageLite>
        implements OpenCall, StreamCall, OutboundStream, Runnable {
    private final OutgoingCalls owner;
    private final MethodDescriptor<Q, R> method;
    private final CallOptions options;
    private final Duration timeout;
    private final long deadlineNanos;
    private final byte[] headers;
    private final @Nullable ServedCall<?, ?> parent;
    private final CallObserver observed;
    private final boolean counted;
    private final StreamFilter<Q, R> filter;
    private final SendingStream<Q> requests;
    private final Responses<R> responses;
    private final @Nullable SingleResponse<R> single; // of a call with one response
    private final CompletableFuture<Void> cancellation = new Cancellation();

    private long id;
    private boolean firstByteSent;
    private boolean over;

    /** Stands for this call among those that a handler makes, and is cancelled with it. */
    private final class Cancellation extends CompletableFuture<Void> {
        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            giveUp();
            return true;
        }
    }

    OutgoingStream(
            OutgoingCalls owner,
            MethodDescriptor<Q, R> method,
            CallOptions options,
            StreamFilter<Q, R> filter,
            Duration timeout,
            byte[] headers,
            @Nullable ServedCall<?, ?> parent,
            CallObserver observed) {
        this.owner = owner;
        this.method = method;
        this.options = options;
        this.filter = filter;
        this.timeout = timeout;
        this.headers = headers;
        this.parent = parent;
        this.observed = observed;
        this.counted = !HubAccess.isOfHub(method);
        Session session = owner.session();
        this.deadlineNanos = session.deadlines().after(timeout);
        this.requests = new SendingStream<>(
                this,
                session.maxFrameBytes(),
                session.peerLimits().maxMessageBytes(),
                session.config().memory(),
                session.sendingAhead(),
                filter::onRequest);
        this.responses = new Responses<>(
                this,
                method.responseParser(),
                filter::onResponse,
                session.config().messageLimits().maxMessageBytes(),
                session.config().memory(),
                session.newWindow(this));
        this.single = method.type().streamsResponses() ? null : new SingleResponse<>(this, responses);
    }

    SendingStream<Q> requests() {
        return requests;
    }

    Responses<R> responses() {
        return responses;
    }

    /** {@return the one response of a call that has one} */
    CompletableFuture<R> result() {
        if (single == null) {
            throw new IllegalStateException(method + ": one response (expected: of a method with one)");
        }
        return single;
    }

    /** Sends the one request of a call that has one. Its failure is that of the call. */
    void sendOnly(Q request) {
        try {
            if (requests.trySend(request)) {
                requests.complete();
            } else {
                throw new IllegalStateException(method + ": no room for a first message");
            }
        } catch (StatusException e) {
            inRole(() -> abandon(e.status().withCertainty(Certainty.NOT_EXECUTED), StatusCode.CANCELLED));
        }
    }

    CompletableFuture<Void> cancellation() {
        return cancellation;
    }

    // ---- any thread

    @Override
    public void inRole(Runnable task) {
        owner.later(task);
    }

    @Override
    public BlockedSpin blocked() {
        return owner.session().blocked();
    }

    @Override
    public boolean onTransportThread() {
        return BlockingCalls.onTransportThread();
    }

    @Override
    public long nowNanos() {
        return owner.session().deadlines().now();
    }

    @Override
    public void giveUp() {
        inRole(() -> abandon(Failures.cancelled(method, certainty()), StatusCode.CANCELLED));
    }

    @Override
    public void fail(StatusException failure) {
        inRole(() -> abandon(failure.status().withCertainty(certainty()), StatusCode.CANCELLED));
    }

    @Override
    public Status unreadable(Throwable cause) {
        return Failures.badResponse(method, cause);
    }

    // ---- in the role

    @Override
    public void run() {
        owner.begin(this);
    }

    @Override
    public void start(FirstFrame first) {
        id = first.streamId;
        owner.outbound().open(this, first);
    }

    @Override
    public void onFirstByteSent() {
        firstByteSent = true;
    }

    @Override
    public void onMessageSent() {
        requests.open();
    }

    @Override
    public void onMessage(ByteBuffer frame, int flags) {
        responses.onMessage(frame, flags);
    }

    @Override
    public void onFragment(ByteBuffer frame, int flags) {
        responses.onFragment(frame, flags);
    }

    @Override
    public void onEnd(Metadata trailers) {
        owner.finish(this);
        end(null, trailers);
    }

    @Override
    public void onFailed(Status failure, Metadata trailers) {
        end(failure, trailers);
    }

    @Override
    public void onCredit(long bytes) {
        requests.addCredit(bytes);
    }

    @Override
    public long look(long nowNanos) {
        return responses.look(nowNanos);
    }

    @Override
    public void hasFrames(BulkSource source) {
        owner.outbound().goOn(source);
    }

    @Override
    public void dropFrames(BulkSource source) {
        owner.outbound().drop(source);
    }

    @Override
    public void onAllSent() {
        // the call goes on until its responses have ended
    }

    @Override
    public void onAllArrived() {
        owner.finish(this);
        end(null, Metadata.EMPTY);
    }

    @Override
    public void onUnusable(Status why) {
        abandon(why.withCertainty(Certainty.EXECUTED), why.code());
    }

    private void abandon(Status why, StatusCode told) {
        if (over) {
            return;
        }
        if (owner.isOpen(this)) {
            owner.abandon(this, told);
        }
        fail(why);
    }

    @Override
    public void fail(Status status) {
        end(status, Metadata.EMPTY);
    }

    private void end(@Nullable Status failure, Metadata trailers) {
        if (over) {
            return;
        }
        over = true;
        requests.stop(failure == null ? Failures.callEnded(method) : failure);
        Trailers.tell(method, options, trailers);
        Filters.tellEnd(method, filter, failure);
        observed.ended(failure == null ? StatusCode.OK : failure.code());
        responses.end(failure, trailers);
        responses.release();
        if (single != null) {
            single.onEnd(failure, trailers);
        }
    }

    // ---- what the table asks

    @Override
    public MethodDescriptor<Q, R> method() {
        return method;
    }

    @Override
    public boolean isCounted() {
        return counted;
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
    public boolean isDone() {
        return over;
    }

    @Override
    public boolean wasSent() {
        return firstByteSent;
    }

    @Override
    public void release() {
        if (id != 0 && !firstByteSent) {
            owner.outbound().remove(this);
        }
        if (parent != null) {
            parent.removeNested(cancellation);
        }
    }

    @Override
    public void freeResponse() {
        // it has its own end
    }
}
