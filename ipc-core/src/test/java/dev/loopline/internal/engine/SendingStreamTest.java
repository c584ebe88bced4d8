package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.loopline.Certainty;
import dev.loopline.internal.wire.OutboundFrame;
import dev.loopline.proto.echo.v1.EchoMessage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SendingStreamTest {
    private static final int FRAME_BYTES = 64 * 1024;
    private static final EchoMessage LARGE = EchoMessage.newBuilder()
            .setPayload(ByteString.copyFrom(new byte[100_000]))
            .build();
    private static final int LARGE_COST = LARGE.getSerializedSize() + StreamCredit.MESSAGE_OVERHEAD_BYTES;

    private final WaitingCall call = new WaitingCall();
    private final MessageMemory memory = new MessageMemory(1 << 30);
    private final SendingStream<EchoMessage> stream =
            new SendingStream<>(call, FRAME_BYTES, 1 << 20, memory, UnaryOperator.identity());

    @BeforeEach
    void grantTwoLargeMessages() {
        stream.addCredit(2L * LARGE_COST);
    }

    @Test
    void messagesThatCreditCoversWaitTogetherHoweverLarge() {
        assertThat(stream.trySend(LARGE)).isTrue();
        assertThat(stream.trySend(LARGE)).isTrue();
        assertThat(stream.trySend(LARGE)).as("ahead of its credit").isTrue();
        assertThat(stream.trySend(LARGE)).as("another one").isFalse();
    }

    @Test
    void aMessageAheadOfItsCreditLeavesAsFarAsItsCreditGoes() {
        stream.trySend(LARGE);
        stream.trySend(LARGE);
        stream.trySend(LARGE);
        stream.open();

        int withInitialCredit = sendAll();
        stream.addCredit(LARGE_COST - StreamCredit.INITIAL_BYTES);
        int withTheRest = sendAll();

        assertThat(withInitialCredit).isEqualTo(5); // two frames for each of two, and a first piece
        assertThat(withTheRest).isEqualTo(2);
        assertThat(stream.trySend(LARGE)).as("there is no credit").isFalse();
    }

    @Test
    void aMessageAheadOfItsCreditIsFreedWhenItsCallEnds() {
        stream.trySend(LARGE);
        stream.trySend(LARGE);
        stream.trySend(LARGE);
        assertThat(memory.sending().usedBytes()).isEqualTo(LARGE.getSerializedSize());

        stream.stop(Failures.cancelled("Test/Method", Certainty.UNKNOWN));

        assertThat(memory.sending().usedBytes()).isZero();
    }

    @Test
    void tellsWhenThereIsRoomAgain() {
        AtomicInteger told = new AtomicInteger();
        while (stream.trySend(Engines.text("x".repeat(8_000)))) {
            // until there is no credit
        }
        stream.whenReady(told::incrementAndGet);
        assertThat(told).hasValue(0);

        stream.addCredit(StreamCredit.BEGIN_BYTES);

        assertThat(told).hasValue(1);
    }

    @Test
    void everyByteOfCreditCountsHoweverItWasGranted() {
        EchoMessage small = Engines.text("x".repeat(100));
        int cost = small.getSerializedSize() + StreamCredit.MESSAGE_OVERHEAD_BYTES;
        for (int i = 0; i < 1000; i++) {
            stream.addCredit(37);
        }

        int sent = 0;
        while (stream.trySend(small)) {
            sent++;
        }

        assertThat(sent).isEqualTo((StreamCredit.INITIAL_BYTES + 2 * LARGE_COST + 37_000) / cost);
    }

    /** {@return how many frames left until there were no more} */
    private int sendAll() {
        int frames = 0;
        OutboundFrame frame = new OutboundFrame();
        while (call.sources.remove(stream)) {
            while (stream.fillNext(frame)) {
                frames++;
                stream.nextWasSent();
            }
        }
        return frames;
    }
}
