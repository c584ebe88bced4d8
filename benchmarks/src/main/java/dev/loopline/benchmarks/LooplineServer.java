package dev.loopline.benchmarks;

import dev.loopline.IpcServer;
import dev.loopline.call.CallContext;
import dev.loopline.call.HandlerExecution;
import dev.loopline.call.RequestStream;
import dev.loopline.call.StreamSender;
import dev.loopline.echo.ConformanceEcho;
import dev.loopline.echo.EchoService;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.proto.echo.v1.BytesRequest;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.EmitRequest;
import dev.loopline.proto.echo.v1.FailRequest;
import dev.loopline.proto.echo.v1.SleepRequest;
import dev.loopline.proto.echo.v1.StreamRequest;
import dev.loopline.proto.echo.v1.Summary;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;

/** The Echo service of Loopline. Any thread. */
final class LooplineServer implements EchoServer {
    static final String NAME = "bench";

    private final LongAdder calls = new LongAdder();
    private final IpcServer server;

    LooplineServer(Path directory, HandlerExecution execution) {
        server = IpcServer.named(NAME)
                .directory(EndpointDirectory.at(directory))
                .service(EchoService.of(new Counting()).withExecution(execution))
                .start();
    }

    @Override
    public int port() {
        return 0;
    }

    @Override
    public long calls() {
        return calls.sum();
    }

    @Override
    public void close() {
        server.close();
    }

    private final class Counting implements EchoService {
        private final EchoService rest = new ConformanceEcho();

        @Override
        public EchoMessage unary(EchoMessage request, CallContext call) {
            calls.increment();
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
        public void serverStream(StreamRequest request, StreamSender<EchoMessage> responses) throws Exception {
            rest.serverStream(request, responses);
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
}
