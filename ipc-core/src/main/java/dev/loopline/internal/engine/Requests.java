package dev.loopline.internal.engine;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.loopline.call.RequestStream;
import java.util.function.UnaryOperator;

/** The requests of a call, as its handler reads them. */
final class Requests<Q extends MessageLite> extends ReceivingStream<Q> implements RequestStream<Q> {
    Requests(
            StreamCall call,
            Parser<Q> parser,
            UnaryOperator<Q> filter,
            int maxMessageBytes,
            MessageMemory memory,
            ReceiveWindow window) {
        super(call, parser, filter, maxMessageBytes, memory, window);
    }
}
