package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.loopline.CallLimits;
import dev.loopline.MessageLimits;
import dev.loopline.StatusException;
import dev.loopline.call.BidiStream;
import dev.loopline.call.CallContext;
import dev.loopline.call.CallOptions;
import dev.loopline.call.HandlerExecution;
import dev.loopline.call.MessageStream;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.call.RequestStream;
import dev.loopline.call.ResponseStream;
import dev.loopline.call.StreamSender;
import dev.loopline.echo.EchoService;
import dev.loopline.internal.handshake.Agreement;
import dev.loopline.internal.handshake.Grant;
import dev.loopline.internal.handshake.HelloLimits;
import dev.loopline.internal.observe.Observers;
import dev.loopline.internal.wire.FrameHeader;
import dev.loopline.internal.wire.FrameType;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.EchoProto;
import dev.loopline.proto.echo.v1.StreamRequest;
import dev.loopline.proto.echo.v1.Summary;
import dev.loopline.proto.wire.v1.Declare;
import dev.loopline.transport.WaitMode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Frames that an authenticated peer may send, to calls of every shape in both directions. Nothing escapes the session: what
 * breaks the protocol ends it with {@code PROTOCOL_ERROR}, what is wrong with a call is answered. When it has ended all
 * calls have, and nothing of the memory for messages is taken any more.
 */
class SessionFuzz {
    private static final int MAX_FRAME_BYTES = 1_024;
    private static final HandlerThreads NO_THREADS = new HandlerThreads("fuzz-handler", 1, 0, WaitMode.ADAPTIVE);
    private static final List<MethodDescriptor<?, ?>> METHODS =
            List.of(EchoService.UNARY, EchoService.SERVER_STREAM, EchoService.COLLECT, EchoService.BIDI);
    private static final ServiceTable SERVICES = new ServiceTable(
            List.of(dev.loopline.call.ServiceDefinition.builder(
                            EchoProto.getDescriptor().findServiceByName("Echo"))
                    .unary(EchoService.UNARY, (request, call) -> request)
                    .serverStreaming(EchoService.SERVER_STREAM, SessionFuzz::send)
                    .clientStreaming(EchoService.COLLECT, SessionFuzz::collect)
                    .bidiStreaming(EchoService.BIDI, (requests, out) -> requests.asPublisher()
                            .subscribe(out.asSubscriber()))
                    .build()
                    .withExecution(HandlerExecution.direct())),
            List.of());
    private static final Agreement AGREEMENT = new Agreement(
            1, 0, "f".repeat(32), new HelloLimits(MAX_FRAME_BYTES, 1 << 24, MAX_FRAME_BYTES, 16, 0), Grant.FULL);

    private static void send(StreamRequest request, StreamSender<EchoMessage> out) {
        EchoMessage message = Engines.text("x".repeat(request.getSize() & 0x3FFF));
        int left = request.getCount() & 0xFF;
        while (left > 0 && out.trySend(message)) {
            left--;
        }
    }

    private static Summary collect(RequestStream<EchoMessage> requests, CallContext call) {
        return Summary.newBuilder().setMessages(take(requests)).build();
    }

    private static int take(MessageStream<EchoMessage> messages) {
        int count = 0;
        while (messages.tryNext(Duration.ZERO) != null) {
            count++;
        }
        return count;
    }

    /**
     * The first byte chooses the side; then each frame has two bytes of length before it. Methods 1 to 4 are declared, one of
     * each shape, and a call of each is under way in the other direction, on the first four streams of this side.
     */
    @FuzzTest(maxDuration = "2s")
    void framesAreTakenOrEndTheSession(byte[] data) {
        if (data.length == 0) {
            return;
        }
        MessageMemory memory = new MessageMemory(1 << 30);
        SessionConfig config = new SessionConfig(
                SERVICES, NO_THREADS, MessageLimits.DEFAULT, CallLimits.DEFAULT, List.of(), Observers.NONE, memory);
        DeafTransport transport = new DeafTransport();
        Session session = new Session(transport, data[0] < 0, AGREEMENT, config);
        for (int i = 0; i < METHODS.size(); i++) {
            session.onFrame(declaration(i + 1, METHODS.get(i)));
        }
        CompletableFuture<?> call =
                session.connection().callAsync(EchoService.UNARY, Engines.text("x"), CallOptions.DEFAULT);
        ResponseStream<EchoMessage> download = session.connection()
                .serverStream(EchoService.SERVER_STREAM, StreamRequest.getDefaultInstance(), CallOptions.DEFAULT);
        CompletableFuture<Summary> upload = session.connection()
                .clientStream(EchoService.COLLECT, CallOptions.DEFAULT)
                .result();
        BidiStream<EchoMessage, EchoMessage> both =
                session.connection().bidiStream(EchoService.BIDI, CallOptions.DEFAULT);
        both.send(Engines.text("x"));
        transport.runTasks();

        ByteBuffer rest = ByteBuffer.wrap(data, 1, data.length - 1);
        while (rest.remaining() > 2) {
            int length = Math.min(Short.toUnsignedInt(rest.getShort()) % MAX_FRAME_BYTES, rest.remaining());
            session.onFrame(rest.slice(rest.position(), length));
            transport.runTasks();
            rest.position(rest.position() + length);
            takeWhatIsThere(both.responses()); // and nothing of the other one
            transport.runTasks();
        }

        session.onClosed(null);
        transport.runTasks();
        assertThat(session.closed()).isDone();
        assertThat(session.closed().join().reason()).isNotEqualTo("ENGINE_FAILED");
        assertThat(call).isDone();
        assertThat(upload).isDone();
        assertHasEnded(download);
        assertHasEnded(both.responses());
        assertThat(memory.sending().usedBytes()).as("sending").isZero();
        assertThat(memory.beginnings().usedBytes()).as("beginnings").isZero();
        assertThat(memory.rests().usedBytes()).as("rests").isZero();
        assertThat(memory.decoded().usedBytes()).as("decoded").isZero();
    }

    private static void takeWhatIsThere(MessageStream<EchoMessage> messages) {
        try {
            take(messages);
        } catch (StatusException e) {
            assertThat(e.reason()).isNotEmpty();
        }
    }

    private static void assertHasEnded(MessageStream<EchoMessage> messages) {
        try {
            take(messages);
            assertThat(messages.isEnded()).isTrue();
        } catch (StatusException e) {
            assertThat(e.reason()).isNotEmpty();
        }
    }

    private static ByteBuffer declaration(int number, MethodDescriptor<?, ?> method) {
        byte[] body = Declare.newBuilder()
                .setMethod(method.fullName())
                .setType(StatusCodec.encode(method.type()))
                .build()
                .toByteArray();
        ByteBuffer frame = ByteBuffer.allocate(FrameHeader.BYTES + body.length);
        FrameHeader.write(frame, FrameType.DECLARE.code(), 0, number, 0, 0);
        return frame.put(body).flip();
    }
}
