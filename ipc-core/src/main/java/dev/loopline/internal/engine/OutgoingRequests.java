package dev.loopline.internal.engine;

import com.google.protobuf.MessageLite;
import dev.loopline.StatusException;
import dev.loopline.call.StreamSender;
import java.util.concurrent.Flow;

/** The requests of a call, as its caller sends them. */
abstract class OutgoingRequests<Q extends MessageLite> implements StreamSender<Q> {
    private final SendingStream<Q> requests;

    OutgoingRequests(SendingStream<Q> requests) {
        this.requests = requests;
    }

    @Override
    public final void send(Q message) {
        requests.send(message);
    }

    @Override
    public final boolean trySend(Q message) {
        return requests.trySend(message);
    }

    @Override
    public final void whenReady(Runnable action) {
        requests.whenReady(action);
    }

    @Override
    public final void complete() {
        requests.complete();
    }

    @Override
    public final void fail(StatusException failure) {
        requests.fail(failure);
    }

    @Override
    public final Flow.Subscriber<Q> asSubscriber() {
        return requests.asSubscriber();
    }
}
