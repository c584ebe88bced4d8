package dev.loopline.benchmarks.micro;

import com.google.protobuf.ByteString;
import dev.loopline.IpcServerBuilder;
import dev.loopline.StatusException;
import dev.loopline.call.CallContext;
import dev.loopline.call.RequestStream;
import dev.loopline.call.StreamSender;
import dev.loopline.echo.ConformanceEcho;
import dev.loopline.echo.EchoService;
import dev.loopline.proto.echo.v1.BytesRequest;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.EmitRequest;
import dev.loopline.proto.echo.v1.FailRequest;
import dev.loopline.proto.echo.v1.SleepRequest;
import dev.loopline.proto.echo.v1.StreamRequest;
import dev.loopline.proto.echo.v1.Summary;

/** The conformance service, but for a stream that never waits and so can be served directly too. Any thread. */
final class Echo implements EchoService {
    private final EchoService rest = new ConformanceEcho();

    /** Adds it to a server. */
    static IpcServerBuilder serve(IpcServerBuilder server, Handlers handlers) {
        return server.service(EchoService.of(new Echo()).withExecution(handlers.execution()));
    }

    /** {@return a message of its own with so many bytes} */
    static EchoMessage message(byte[] payload) {
        return EchoMessage.newBuilder().setPayload(ByteString.copyFrom(payload)).build();
    }

    /** {@return bytes none of which is like its neighbour} */
    static byte[] payload(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (3 * i + 1);
        }
        return bytes;
    }

    @Override
    public EchoMessage unary(EchoMessage request, CallContext call) throws Exception {
        return rest.unary(request, call);
    }

    /** Sends messages until the caller has enough: the count of the request is not looked at. */
    @Override
    public void serverStream(StreamRequest request, StreamSender<EchoMessage> responses) {
        new Source(payload(request.getSize()), responses).run();
    }

    private static final class Source implements Runnable {
        private final byte[] payload;
        private final StreamSender<EchoMessage> responses;

        Source(byte[] payload, StreamSender<EchoMessage> responses) {
            this.payload = payload;
            this.responses = responses;
        }

        @Override
        public void run() {
            try {
                while (responses.trySend(message(payload))) {
                    // as long as there is room
                }
                responses.whenReady(this);
            } catch (StatusException e) {
                // The caller has enough: that is how it ends.
            }
        }
    }

    @Override
    public EchoMessage sleep(SleepRequest request, CallContext call) throws Exception {
        return rest.sleep(request, call);
    }

    @Override
    public EchoMessage fail(FailRequest request, CallContext call) throws Exception {
        return rest.fail(request, call);
    }

    @Override
    public EchoMessage bytes(BytesRequest request, CallContext call) throws Exception {
        return rest.bytes(request, call);
    }

    @Override
    public Summary collect(RequestStream<EchoMessage> requests, CallContext call) throws Exception {
        return rest.collect(requests, call);
    }

    @Override
    public void bidi(RequestStream<EchoMessage> requests, StreamSender<EchoMessage> responses) throws Exception {
        rest.bidi(requests, responses);
    }

    @Override
    public Summary emit(EmitRequest request, CallContext call) throws Exception {
        return rest.emit(request, call);
    }
}
