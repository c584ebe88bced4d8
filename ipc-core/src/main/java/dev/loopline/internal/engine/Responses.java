package dev.loopline.internal.engine;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.loopline.call.Metadata;
import dev.loopline.call.ResponseStream;
import java.util.function.UnaryOperator;

/** The responses of a call, as its caller reads them. */
final class Responses<R extends MessageLite> extends ReceivingStream<R> implements ResponseStream<R> {
    private final StreamCall call;

    Responses(
            StreamCall call,
            Parser<R> parser,
            UnaryOperator<R> filter,
            int maxMessageBytes,
            MessageMemory memory,
            ReceiveWindow window) {
        super(call, parser, filter, maxMessageBytes, memory, window);
        this.call = call;
    }

    @Override
    public Metadata trailers() {
        End how = end();
        return how == null ? Metadata.EMPTY : how.trailers();
    }

    @Override
    public void close() {
        if (end() == null) {
            call.giveUp();
        }
    }
}
