package dev.loopline.internal.engine;

import com.google.protobuf.MessageLite;
import dev.loopline.call.ClientStream;
import java.util.concurrent.CompletableFuture;

/** A call with any number of requests and one response, as its caller sees it. */
final class OutgoingClientStream<Q extends MessageLite, R extends MessageLite> extends OutgoingRequests<Q>
        implements ClientStream<Q, R> {
    private final OutgoingStream<Q, R> call;

    OutgoingClientStream(OutgoingStream<Q, R> call) {
        super(call.requests());
        this.call = call;
    }

    @Override
    public R finish() {
        BlockingCalls.requireWaitingAllowed(call.onTransportThread(), call.method());
        complete();
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
}
