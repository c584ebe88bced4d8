package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.loopline.CallLimits;
import dev.loopline.MessageLimits;
import dev.loopline.call.CallOptions;
import dev.loopline.call.HandlerExecution;
import dev.loopline.echo.EchoService;
import dev.loopline.internal.handshake.Agreement;
import dev.loopline.internal.handshake.Grant;
import dev.loopline.internal.handshake.HelloLimits;
import dev.loopline.internal.wire.FrameHeader;
import dev.loopline.internal.wire.FrameType;
import dev.loopline.proto.wire.v1.Declare;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Frames that an authenticated peer may send. Nothing escapes the session: what breaks the protocol ends it with
 * {@code PROTOCOL_ERROR}, what is wrong with a call is answered.
 */
class SessionFuzz {
    private static final int MAX_FRAME_BYTES = 1_024;
    private static final HandlerThreads NO_THREADS = new HandlerThreads("fuzz-handler", 1, 0);
    private static final SessionConfig CONFIG = new SessionConfig(
            new ServiceTable(List.of(Engines.echo().withExecution(HandlerExecution.direct())), List.of()),
            NO_THREADS,
            MessageLimits.DEFAULT,
            CallLimits.DEFAULT,
            List.of());
    private static final Agreement AGREEMENT = new Agreement(
            1, 0, "f".repeat(32), new HelloLimits(MAX_FRAME_BYTES, 1 << 24, MAX_FRAME_BYTES, 16, 0), Grant.FULL);
    private static final byte[] ECHO = Declare.newBuilder()
            .setMethod("loopline.echo.v1.Echo/Unary")
            .build()
            .toByteArray();

    /** The first byte chooses the side; then each frame has two bytes of length before it. Method 1 is declared. */
    @FuzzTest(maxDuration = "2s")
    void framesAreTakenOrEndTheSession(byte[] data) {
        if (data.length == 0) {
            return;
        }
        DeafTransport transport = new DeafTransport();
        Session session = new Session(transport, data[0] < 0, AGREEMENT, CONFIG);
        session.onFrame(declaration());
        CompletableFuture<?> call =
                session.connection().callAsync(EchoService.UNARY, Engines.text("x"), CallOptions.DEFAULT);
        transport.runTasks();

        ByteBuffer rest = ByteBuffer.wrap(data, 1, data.length - 1);
        while (rest.remaining() > 2) {
            int length = Math.min(Short.toUnsignedInt(rest.getShort()) % MAX_FRAME_BYTES, rest.remaining());
            session.onFrame(rest.slice(rest.position(), length));
            transport.runTasks();
            rest.position(rest.position() + length);
        }

        session.onClosed(null);
        assertThat(session.closed()).isDone();
        assertThat(session.closed().join().reason()).isNotEqualTo("ENGINE_FAILED");
        assertThat(call).isDone();
    }

    private static ByteBuffer declaration() {
        ByteBuffer frame = ByteBuffer.allocate(FrameHeader.BYTES + ECHO.length);
        FrameHeader.write(frame, FrameType.DECLARE.code(), 0, 1, 0, 0);
        return frame.put(ECHO).flip();
    }
}
