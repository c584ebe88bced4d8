package dev.loopline.internal.engine;

import com.google.protobuf.MessageLite;
import dev.loopline.StatusException;
import dev.loopline.call.ClientStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** A call with any number of requests and one response, as its caller sees it. */
final class OutgoingClientStream<Q extends MessageLite, R extends MessageLite> implements ClientStream<Q, R> {
    private final OutgoingStream<Q, R> call;

    OutgoingClientStream(OutgoingStream<Q, R> call) {
        this.call = call;
    }

    @Override
    public R finish() {
        BlockingCalls.requireWaitingAllowed(call.onTransportThread(), call.method());
        call.requests().complete();
        return BlockingCalls.await(call.method(), call.result());
    }

    @Override
    public CompletableFuture<R> result() {
        return call.result();
    }

    @Override
    public void close() {
        if (!call.result().isDone()) {
            call.giveUp();
        }
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
