package dev.loopline.internal.engine;

import com.google.protobuf.MessageLite;
import dev.loopline.call.BidiStream;
import dev.loopline.call.ResponseStream;

/** A call with any number of messages each way, as its caller sees it. */
final class OutgoingBidiStream<Q extends MessageLite, R extends MessageLite> extends OutgoingRequests<Q>
        implements BidiStream<Q, R> {
    private final OutgoingStream<Q, R> call;

    OutgoingBidiStream(OutgoingStream<Q, R> call) {
        super(call.requests());
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
}
