package dev.loopline.benchmarks.peers.loopline;

import com.google.protobuf.ByteString;
import dev.loopline.benchmarks.peers.Messages;
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

/** Streams whose handler waits: for room to send, for messages to read. Any thread but a connection's. */
class BlockingEcho implements EchoService {
    private final EchoService rest = new ConformanceEcho();

    @Override
    public void serverStream(StreamRequest request, StreamSender<EchoMessage> responses) {
        ByteString payload = Messages.payload(request.getSize());
        for (long left = Integer.toUnsignedLong(request.getCount()); left > 0; left--) {
            responses.send(Messages.of(payload)); // throws once the caller has cancelled
        }
    }

    @Override
    public void bidi(RequestStream<EchoMessage> requests, StreamSender<EchoMessage> responses) {
        for (EchoMessage request : requests) {
            responses.send(request);
        }
    }

    @Override
    public EchoMessage unary(EchoMessage request, CallContext call) {
        return request;
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
    public Summary emit(EmitRequest request, CallContext call) throws Exception {
        return rest.emit(request, call);
    }
}
