package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.StatusException;
import dev.loopline.internal.wire.OutboundFrame;
import dev.loopline.proto.echo.v1.EchoMessage;
import java.util.ArrayList;
import java.util.List;
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
    private final SendingStream<EchoMessage> stream =
            new SendingStream<>(call, FRAME_BYTES, 1 << 20, new MessageMemory(1 << 30), UnaryOperator.identity());

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

    /** Runs nothing by itself. */
    private static final class WaitingCall implements StreamCall {
        private final List<BulkSource> sources = new ArrayList<>();

        @Override
        public Object method() {
            return "Test/Method";
        }

        @Override
        public void inRole(Runnable task) {}

        @Override
        public boolean onTransportThread() {
            return false;
        }

        @Override
        public long nowNanos() {
            return 0;
        }

        @Override
        public void giveUp() {}

        @Override
        public void fail(StatusException failure) {}

        @Override
        public Status unreadable(Throwable cause) {
            return Failures.cancelled(method(), Certainty.UNKNOWN);
        }

        @Override
        public long id() {
            return 1;
        }

        @Override
        public void hasFrames(BulkSource source) {
            sources.add(source);
        }

        @Override
        public void dropFrames(BulkSource source) {
            sources.remove(source);
        }

        @Override
        public void onAllSent() {}

        @Override
        public void onAllArrived() {}

        @Override
        public void onUnusable(Status why) {}
    }
}
