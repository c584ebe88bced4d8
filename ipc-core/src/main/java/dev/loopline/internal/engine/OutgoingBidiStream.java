package dev.loopline.internal.engine;

import com.google.protobuf.MessageLite;
import dev.loopline.StatusException;
import dev.loopline.call.BidiStream;
import dev.loopline.call.ResponseStream;
import java.util.concurrent.Flow;

/** A call with any number of messages each way, as its caller sees it. */
final class OutgoingBidiStream<Q extends MessageLite, R extends MessageLite> implements BidiStream<Q, R> {
    private final OutgoingStream<Q, R> call;

    OutgoingBidiStream(OutgoingStream<Q, R> call) {
        this.call = call;
    }

    @Override
    public ResponseStream<R> responses() {
        return call.responses();
    }

    @Override
    public void close() {
        call.responses().close();
    }

    @Override
    public void send(Q message) {
        call.requests().send(message);
    }

    @Override
    public boolean trySend(Q message) {
        return call.requests().trySend(message);
    }

    @Override
    public void whenReady(Runnable action) {
        call.requests().whenReady(action);
    }

    @Override
    public void complete() {
        call.requests().complete();
    }

    @Override
    public void fail(StatusException failure) {
        call.requests().fail(failure);
    }

    @Override
    public Flow.Subscriber<Q> asSubscriber() {
        return call.requests().asSubscriber();
    }
}
