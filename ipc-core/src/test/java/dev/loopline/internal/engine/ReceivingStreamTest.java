package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.StatusException;
import dev.loopline.call.Metadata;
import dev.loopline.internal.wire.FrameHeader;
import dev.loopline.internal.wire.FrameType;
import dev.loopline.proto.echo.v1.EchoMessage;
import java.nio.ByteBuffer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ReceivingStreamTest {
    private static final EchoMessage MESSAGE = Engines.text("x");
    private static final Status FAILED = Failures.cancelled("Test/Method", Certainty.UNKNOWN);

    private final MessageMemory memory = new MessageMemory(1 << 30);
    private final ReceivingStream<EchoMessage> stream = new ReceivingStream<>(
            new WaitingCall(),
            EchoMessage.parser(),
            UnaryOperator.identity(),
            1 << 20,
            memory,
            new ReceiveWindow(
                    new StreamMemory(1 << 20, memory, task -> {}),
                    1 << 18,
                    new DeadlineTimer(new DeafTransport(), now -> DeadlineTimer.NEVER),
                    bytes -> {}));

    private void arrives(EchoMessage message) {
        byte[] body = message.toByteArray();
        ByteBuffer frame = ByteBuffer.allocate(FrameHeader.BYTES + body.length);
        FrameHeader.write(frame, FrameType.MESSAGE.code(), 0, 0, 0, 1);
        stream.onMessage(frame.put(body).flip(), 0);
    }

    @Test
    void aFailureStandsBehindWhatArrivedBefore() {
        arrives(MESSAGE);
        stream.end(FAILED, Metadata.EMPTY);

        assertThat(stream.hasEnded()).as("before it was taken").isFalse();
        assertThat(stream.poll()).isEqualTo(MESSAGE);
        assertThatThrownBy(stream::hasEnded).isInstanceOf(StatusException.class);
        assertThatThrownBy(stream::hasEnded).isInstanceOf(StatusException.class);
    }

    @Test
    void whatHasEndedWellStaysSoWhenItsCallFailsLater() {
        arrives(MESSAGE);
        stream.end(null, Metadata.EMPTY);
        stream.end(FAILED, Metadata.EMPTY);

        assertThat(stream.poll()).isEqualTo(MESSAGE);
        assertThat(stream.hasEnded()).isTrue();
    }
}
