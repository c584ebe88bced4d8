package dev.loopline.internal.durable;

import com.google.protobuf.MessageLite;
import dev.loopline.call.BidiStream;
import dev.loopline.call.ResponseStream;

/** A call with any number of messages each way that waits for a connection. */
final class WaitingBidiStream<Q extends MessageLite, R extends MessageLite> extends WaitingRequests<BidiStream<Q, R>, Q>
        implements BidiStream<Q, R> {
    private final ResponseStream<R> responses;

    WaitingBidiStream(StreamStart<BidiStream<Q, R>> start) {
        super(start);
        responses = new WaitingResponses<>(start, BidiStream::responses);
    }

    @Override
    public ResponseStream<R> responses() {
        return responses;
    }

    @Override
    public void close() {
        start().cancel();
    }
}
