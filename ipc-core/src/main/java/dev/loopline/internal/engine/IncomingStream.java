package dev.loopline.internal.engine;

import com.google.protobuf.MessageLite;
import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.BidiStreamingHandler;
import dev.loopline.call.CallHandler;
import dev.loopline.call.ClientStreamingHandler;
import dev.loopline.call.Metadata;
import dev.loopline.call.MethodType;
import dev.loopline.call.ServerStreamingHandler;
import dev.loopline.call.StreamFilter;
import dev.loopline.internal.engine.SendingStream.Ending;
import dev.loopline.internal.observe.MethodObserver;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A call of the peer that streams, whatever its shape.
 *
 * <p>Its handler starts when the call was opened, or, if it takes one request, when that has arrived. Fields without a
 * remark are for the role only.
 *
 * @param <Q> the requests
 * @param <R> the responses
 */
final class IncomingStream<Q extends MessageLite, R extends MessageLite> extends ServedCall<Q, R>
        implements StreamCall {
    private final Requests<Q> requests;
    private final SendingStream<R> responses;
    private volatile StreamFilter<Q, R> filter = new StreamFilter<>() {}; // set where the handler runs, before it does
    private @Nullable Status failure; // set by the handler's thread before it hands over the outcome
    private boolean dispatched;
    private boolean over;

    IncomingStream(
            IncomingCalls owner,
            ServiceTable.Served<Q, R> served,
            MethodObserver observer,
            long id,
            Metadata metadata,
            long deadlineNanos) {
        super(owner, served, observer, id, metadata, deadlineNanos);
        Session session = owner.session();
        this.requests = new Requests<>(
                this,
                served.descriptor().requestParser(),
                request -> filter.onRequest(request),
                session.config().messageLimits().maxMessageBytes(),
                session.config().memory(),
                session.newWindow(this));
        this.responses = new SendingStream<>(
                this,
                session.maxFrameBytes(),
                session.peerLimits().maxMessageBytes(),
                session.config().memory(),
                session.sendingAhead(),
                response -> filter.onResponse(response));
    }

    // ---- in the role

    /** The stream is there. */
    void opened() {
        responses.open();
        if (method().type() != MethodType.SERVER_STREAMING) {
            dispatch();
        }
    }

    private void dispatch() {
        dispatched = true;
        owner.dispatch(this);
    }

    @Override
    void onMessage(ByteBuffer frame, int flags) {
        requests.onMessage(frame, flags);
    }

    @Override
    void onFragment(ByteBuffer frame, int flags) {
        requests.onFragment(frame, flags);
    }

    @Override
    void onCredit(long bytes) {
        responses.addCredit(bytes);
    }

    @Override
    long look(long nowNanos) {
        return requests.look(nowNanos);
    }

    @Override
    public void onAllArrived() {
        requests.end(null, Metadata.EMPTY);
        if (!dispatched) {
            dispatch();
        }
    }

    @Override
    public void onUnusable(Status why) {
        if (!over) {
            owner.end(this, why.withCertainty(dispatched ? Certainty.EXECUTED : Certainty.NOT_EXECUTED));
        }
    }

    @Override
    void answer() {
        if (failure != null) {
            responses.end(new Ending(StatusCodec.encode(failure, trailers()), failure.code()));
        } else if (!responses.isAsynchronous()) {
            responses.complete();
        }
    }

    @Override
    boolean hasSent() {
        return responses.hasSent();
    }

    @Override
    boolean isWaitingForRequest() {
        return !dispatched;
    }

    @Override
    boolean isAnswered() {
        return false; // what is left of it needs credit, or turns with others
    }

    @Override
    void discard(StatusCode why) {
        end(new Status(why, why.name(), method() + ": the call has ended", Certainty.UNKNOWN, null));
    }

    @Override
    public void onAllSent() {
        observed.ended(responses.endedWith());
        end(null);
        owner.answerSent(this);
    }

    private void end(@Nullable Status why) {
        if (over) {
            return;
        }
        over = true;
        if (why == null) {
            over(); // otherwise the handler is told once nothing is left of the call
        }
        Status late = why == null ? Failures.callEnded(method()) : why;
        responses.stop(late);
        requests.end(late, Metadata.EMPTY);
        requests.release();
        Filters.tellEnd(method(), filter, why);
    }

    @Override
    public void onFirstByteSent() {
        // only a refusal is sent as a whole
    }

    @Override
    public void onMessageSent() {
        // only a refusal is sent as a whole
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public void hasFrames(BulkSource source) {
        owner.outbound().goOn(source);
    }

    @Override
    public void dropFrames(BulkSource source) {
        owner.outbound().drop(source);
    }

    // ---- where the handler runs

    @Override
    boolean isDecoded() {
        return true; // as far as it is decoded before the handler asks for it
    }

    @Override
    boolean decode() {
        return true;
    }

    @Override
    void handle() throws Exception {
        filter = served.filterOf(this);
        CallHandler<Q, R> handler = served.handler();
        if (handler instanceof ServerStreamingHandler<Q, R> serving) {
            serving.handle(onlyRequest(), responses);
        } else if (handler instanceof ClientStreamingHandler<Q, R> collecting) {
            R response = collecting.handle(requests, this);
            if (response == null) {
                throw Failures.noResponse(method()).asException();
            }
            responses.send(response);
        } else if (handler instanceof BidiStreamingHandler<Q, R> conversing) {
            conversing.handle(requests, responses);
        } else {
            throw new IllegalStateException(method() + ": handler " + handler + " (expected: one that streams)");
        }
    }

    private Q onlyRequest() throws BadRequestException {
        Q request;
        Q second;
        try {
            request = requests.next();
            second = requests.tryNext(Duration.ZERO);
        } catch (StatusException e) {
            throw new BadRequestException(e.status());
        }
        if (request == null || second != null) {
            throw new BadRequestException(new Status(
                    StatusCode.INVALID_ARGUMENT,
                    "BAD_REQUEST",
                    method() + ": " + (request == null ? "no" : "more than one") + " request (expected: one)",
                    Certainty.NOT_EXECUTED,
                    null));
        }
        return request;
    }

    @Override
    void failWith(Status status) {
        failure = status;
    }

    @Override
    void release() {
        // requests are freed with the call, since the application may go on reading them
    }

    @Override
    boolean outlivesHandler() {
        return failure == null && responses.isAsynchronous() && !responses.isOver();
    }

    // ---- any thread

    @Override
    public void inRole(Runnable task) {
        owner.session().later(task);
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
        return owner.nowNanos();
    }

    @Override
    public void giveUp() {
        // a handler that reads no more holds back the caller until it ends the call
    }

    @Override
    public void fail(StatusException failed) {
        Status status =
                Status.of(failed.code(), failed.reason(), failed.status().message());
        Metadata sent = owner.problemWith(failed.trailers()) == null
                        && !failed.trailers().isEmpty()
                ? failed.trailers()
                : trailers();
        responses.end(new Ending(StatusCodec.encode(status, sent), status.code()));
    }

    @Override
    public Ending goodEnd() {
        return trailers().isEmpty() ? Ending.WELL : new Ending(StatusCodec.encodeEnd(trailers()), StatusCode.OK);
    }

    @Override
    public Status unreadable(Throwable cause) {
        return Failures.badRequest(method(), cause);
    }
}
