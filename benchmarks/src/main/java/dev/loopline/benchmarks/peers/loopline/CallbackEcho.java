package dev.loopline.benchmarks.peers.loopline;

import com.google.protobuf.ByteString;
import dev.loopline.StatusException;
import dev.loopline.benchmarks.peers.Messages;
import dev.loopline.call.RequestStream;
import dev.loopline.call.StreamSender;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.StreamRequest;

/** Streams whose handler never waits and asks to be called again instead. Any thread. */
final class CallbackEcho extends BlockingEcho {
    @Override
    public void serverStream(StreamRequest request, StreamSender<EchoMessage> responses) {
        new Source(Messages.payload(request.getSize()), responses).run();
    }

    @Override
    public void bidi(RequestStream<EchoMessage> requests, StreamSender<EchoMessage> responses) {
        requests.asPublisher().subscribe(responses.asSubscriber());
    }

    private record Source(ByteString payload, StreamSender<EchoMessage> responses) implements Runnable {
        @Override
        public void run() {
            try {
                while (responses.trySend(Messages.of(payload))) {
                    // as long as there is room
                }
                responses.whenReady(this);
            } catch (StatusException e) {
                // The caller has cancelled: that is how it ends.
            }
        }
    }
}
