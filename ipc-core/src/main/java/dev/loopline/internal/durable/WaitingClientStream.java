package dev.loopline.internal.durable;

import com.google.protobuf.MessageLite;
import dev.loopline.Certainty;
import dev.loopline.call.ClientStream;
import dev.loopline.internal.engine.BlockingCalls;
import dev.loopline.internal.engine.Failures;
import dev.loopline.internal.engine.ForwardedCall;
import java.util.concurrent.CompletableFuture;

/** A call with any number of requests and one response that waits for a connection. */
final class WaitingClientStream<Q extends MessageLite, R extends MessageLite>
        extends WaitingRequests<ClientStream<Q, R>, Q> implements ClientStream<Q, R> {
    private final ForwardedCall<R> result = new ForwardedCall<>();

    WaitingClientStream(StreamStart<ClientStream<Q, R>> start) {
        super(start);
        var unused = result.reaching(start.made()).whenComplete((call, failure) -> {
            if (failure == null) {
                result.follow(call.result());
            } else {
                result.fail(Failures.of(failure, Certainty.NOT_EXECUTED));
            }
        });
    }

    @Override
    public R finish() {
        start().requireWaitingAllowed();
        complete();
        start().await(); // an interrupt meanwhile leaves no doubt: the call was not made
        BlockingCalls.requireWaitingAllowed(BlockingCalls.onTransportThread(), start().method());
        return BlockingCalls.await(start().method(), result);
    }

    @Override
    public CompletableFuture<R> result() {
        return result;
    }

    @Override
    public void close() {
        if (!result.isDone()) {
            start().cancel();
        }
    }
}
