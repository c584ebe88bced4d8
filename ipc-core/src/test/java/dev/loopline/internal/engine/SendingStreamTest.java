package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.loopline.Certainty;
import dev.loopline.internal.wire.OutboundFrame;
import dev.loopline.proto.echo.v1.EchoMessage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
    private final HeapShare ahead = new HeapShare(AheadRoom.MAX_CONNECTION_BYTES);
    private final SendingStream<EchoMessage> stream = stream(ahead);

    private SendingStream<EchoMessage> stream(HeapShare aheadOfCredit) {
        return new SendingStream<>(call, FRAME_BYTES, 1 << 20, memory, aheadOfCredit, UnaryOperator.identity());
    }

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
    void aMessageAheadIsNotAheadAnyMoreOnceThereIsCreditForItsRest() {
        stream.trySend(LARGE);
        stream.trySend(LARGE);
        stream.trySend(LARGE);
        stream.open();
        sendAll();

        stream.addCredit(LARGE_COST - StreamCredit.INITIAL_BYTES);

        assertThat(ahead.usedBytes()).isZero();
        assertThat(memory.sending().usedBytes()).isZero();
        stream.addCredit(StreamCredit.BEGIN_BYTES);
        assertThat(stream.trySend(LARGE))
                .as("before the one before it has left")
                .isTrue();
        assertThat(sendAll()).isEqualTo(3); // the rest, and what the credit is for
    }

    @Test
    void messagesAheadOfTheirCreditHaveABoundForAllStreamsOfAConnection() {
        HeapShare small = new HeapShare(250_000);
        SendingStream<EchoMessage> first = stream(small);
        SendingStream<EchoMessage> second = stream(small);
        SendingStream<EchoMessage> third = stream(small);

        assertThat(first.trySend(LARGE)).isTrue();
        assertThat(second.trySend(LARGE)).isTrue();
        assertThat(third.trySend(LARGE)).isFalse();
        third.addCredit(LARGE_COST);

        assertThat(third.trySend(LARGE)).as("with credit for all of it").isTrue();
    }

    @Test
    void whoFoundNoRoomToGoAheadIsToldOnceThereIsSome() {
        HeapShare small = new HeapShare(150_000);
        SendingStream<EchoMessage> first = stream(small);
        SendingStream<EchoMessage> second = stream(small);
        AtomicInteger sent = new AtomicInteger();
        first.trySend(LARGE);
        assertThat(second.trySend(LARGE)).isFalse();
        second.whenReady(() -> sent.addAndGet(second.trySend(LARGE) ? 1 : 0));
        assertThat(sent).hasValue(0);

        first.stop(Failures.cancelled("Test/Method", Certainty.UNKNOWN));
        call.runTasks();

        assertThat(sent).hasValue(1);
        second.stop(Failures.cancelled("Test/Method", Certainty.UNKNOWN));
        assertThat(small.usedBytes()).isZero();
    }

    @Test
    void whoIsToldOfRoomAndDoesNotUseItLeavesItToOthers() {
        HeapShare small = new HeapShare(150_000);
        SendingStream<EchoMessage> first = stream(small);
        SendingStream<EchoMessage> second = stream(small);
        first.trySend(LARGE);
        second.trySend(LARGE);
        AtomicInteger told = new AtomicInteger();
        second.whenReady(told::incrementAndGet);

        first.stop(Failures.cancelled("Test/Method", Certainty.UNKNOWN));
        call.runTasks();

        assertThat(told).hasValue(1);
        assertThat(small.usedBytes()).isZero();
    }

    @Test
    void aBlockedSenderGoesOnOnceThereIsRoomToGoAhead() throws Exception {
        HeapShare small = new HeapShare(150_000);
        SendingStream<EchoMessage> first = stream(small);
        SendingStream<EchoMessage> second = stream(small);
        first.trySend(LARGE);
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> second.send(LARGE));
        await().until(() -> small.waiting() == 1);

        first.stop(Failures.cancelled("Test/Method", Certainty.UNKNOWN));

        sending.get(10, TimeUnit.SECONDS);
        assertThat(small.usedBytes()).isEqualTo(LARGE.getSerializedSize());
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
