package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.IpcConnection;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.BidiStream;
import dev.loopline.call.CallOptions;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.echo.ConformanceEcho;
import dev.loopline.echo.EchoService;
import dev.loopline.internal.wire.FrameHeader;
import dev.loopline.internal.wire.FrameType;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.wire.v1.CallStatus;
import dev.loopline.proto.wire.v1.Certainty;
import dev.loopline.testing.EnginePair;
import dev.loopline.testing.ManualScheduler;
import dev.loopline.testing.RawPeer;
import dev.loopline.transport.inprocess.InProcessAddress;
import dev.loopline.transport.inprocess.InProcessTransportProvider;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages that begin to arrive and do not go on, on a clock that the test moves by hand. */
@Timeout(60)
class StalledMessageTest {
    private static final int UNARY = 1;
    private static final int BIDI = 2;
    private static final int MIB = 1024 * 1024;
    private static final CallOptions PATIENT = CallOptions.DEFAULT.withDeadline(CallOptions.NO_DEADLINE);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualScheduler clock = new ManualScheduler();
    private final ServiceDefinition echo = EchoService.of(new ConformanceEcho());
    private final EnginePair pair = EnginePair.over(
                    new InProcessTransportProvider(clock), InProcessAddress.of("stalled"))
            .serve(echo)
            .serverMemory(new MessageMemory(1 << 30)) // not shared with what other tests left behind
            .connect();
    private final RawPeer peer = pair.openRaw()
            .declare(UNARY, EchoService.UNARY.fullName())
            .declare(BIDI, EchoService.BIDI.fullName(), EchoService.BIDI.type());

    @AfterEach
    void close() {
        peer.close();
        pair.close();
    }

    private static byte[] beginning(int totalBytes, int firstBytes) {
        return ByteBuffer.allocate(4 + firstBytes).putInt(totalBytes).array();
    }

    private void more(int bytes) {
        peer.send(FrameType.FRAGMENT.code(), FrameHeader.FLAG_MORE, 0, 0, 1, new byte[bytes]);
        awaitTaken();
    }

    /** Until the server has dealt with all that was sent. */
    private void awaitTaken() {
        assertThat(answers()).allMatch(frame -> frame.type() == FrameType.CREDIT);
    }

    private List<RawPeer.Received> answers() {
        List<RawPeer.Received> answers = new ArrayList<>();
        peer.send(FrameType.PING.code(), 0, 0, 0, 0, new byte[8]);
        RawPeer.Received frame = peer.next();
        while (frame.type() != FrameType.PONG) {
            answers.add(frame);
            frame = peer.next();
        }
        return answers;
    }

    /** Moves time on until there is an answer: the server looks at the time on a thread of its own. */
    private List<RawPeer.Received> answersSoon() {
        List<RawPeer.Received> answers = new ArrayList<>();
        await().pollInterval(Duration.ofMillis(2))
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    clock.advance(SECOND);
                    RawPeer.Received frame = peer.poll();
                    if (frame != null) {
                        answers.add(frame);
                    }
                    return frame != null;
                });
        return answers;
    }

    private void assertStalled(Certainty certainty) throws Exception {
        List<RawPeer.Received> answers = answersSoon();
        assertThat(answers).singleElement().satisfies(answer -> assertThat(answer.type())
                .isEqualTo(FrameType.STATUS));
        CallStatus status = CallStatus.parseFrom(answers.get(0).body());
        assertThat(status.getCode()).isEqualTo(StatusCode.RESOURCE_EXHAUSTED.number());
        assertThat(status.getReason()).isEqualTo("MESSAGE_STALLED");
        assertThat(status.getCertainty()).isEqualTo(certainty);
        peer.call(UNARY, 3, EchoMessage.getDefaultInstance());
        assertThat(peer.next().type()).isEqualTo(FrameType.MESSAGE);
    }

    @Test
    void d06ARequestThatDripsFailsItsCall() throws Exception {
        peer.send(FrameType.CALL.code(), FrameHeader.FLAG_MORE, UNARY, 0, 1, beginning(4 * MIB, 1));
        awaitTaken();

        for (int i = 0; i < 5; i++) {
            more(1);
            clock.advance(SECOND.multipliedBy(2));
        }

        assertStalled(Certainty.NOT_EXECUTED);
    }

    @Test
    void d06AMessageOfAStreamThatDripsFailsItsCall() throws Exception {
        peer.send(FrameType.CALL.code(), 0, BIDI, 0, 1, new byte[0]);
        peer.send(FrameType.MESSAGE.code(), FrameHeader.FLAG_MORE, 0, 0, 1, beginning(4 * MIB, 1));
        awaitTaken();

        for (int i = 0; i < 5; i++) {
            more(1);
            clock.advance(SECOND.multipliedBy(2));
        }

        assertStalled(Certainty.EXECUTED);
    }

    @Test
    void d06AResponseThatDoesNotGoOnFailsItsCall() throws Exception {
        await().until(() -> pair.acceptor().sessions().size() == 2);
        IpcConnection toPeer = pair.acceptor().sessions().get(1).connection();
        CompletableFuture<EchoMessage> call =
                toPeer.callAsync(EchoService.UNARY, EchoMessage.getDefaultInstance(), PATIENT);
        RawPeer.Received opened = peer.next();
        while (opened.type() != FrameType.CALL) {
            opened = peer.next();
        }
        peer.send(FrameType.MESSAGE.code(), FrameHeader.FLAG_MORE, 0, 0, opened.streamId(), beginning(MIB, 100));
        awaitTaken();

        clock.advance(Duration.ofMillis(9_900));
        assertThat(call).isNotDone();

        assertThat(answersSoon()).singleElement().satisfies(answer -> assertThat(answer.type())
                .isEqualTo(FrameType.CANCEL));
        assertThat(Engines.failureOf(call).reason()).isEqualTo("MESSAGE_STALLED");
    }

    @Test
    void aMessageThatGoesOnSlowlyArrives() throws Exception {
        int total = 2 * 350_000 + 1 + 50_000;
        peer.send(FrameType.CALL.code(), FrameHeader.FLAG_MORE, UNARY, 0, 1, beginning(total, 1));
        awaitTaken();
        int sent = 1;
        while (total - sent > 70_000) {
            more(35_000);
            more(35_000);
            sent += 70_000;
            clock.advance(Duration.ofSeconds(5));
        }

        peer.send(FrameType.FRAGMENT.code(), FrameHeader.FLAG_END, 0, 0, 1, new byte[total - sent]);

        RawPeer.Received answer = peer.next();
        assertThat(answer.type()).isEqualTo(FrameType.STATUS); // zeros are no message, but all of them came
        assertThat(CallStatus.parseFrom(answer.body()).getCode()).isEqualTo(StatusCode.INVALID_ARGUMENT.number());
    }

    @Test
    void aMessageThatWaitsForMemoryOfTheReceiverIsNotBlamedOnItsSender() throws Exception {
        peer.send(FrameType.CALL.code(), FrameHeader.FLAG_MORE, UNARY, 0, 1, beginning(16 * MIB, 1));
        peer.send(FrameType.CALL.code(), FrameHeader.FLAG_MORE, UNARY, 0, 3, beginning(16 * MIB, 1));
        awaitTaken();

        for (int i = 0; i < 10; i++) {
            more(35_000);
            more(35_000);
            clock.advance(Duration.ofSeconds(5));
        }
        peer.send(FrameType.CANCEL.code(), 0, 0, 1, 1, new byte[0]);

        RawPeer.Received granted = peer.next();
        assertThat(granted.type()).isEqualTo(FrameType.CREDIT);
        assertThat(granted.streamId()).isEqualTo(3);
    }

    @Test
    void aReaderThatTakesNothingIsNotBlamedOnTheSender() throws Exception {
        CountDownLatch reads = new CountDownLatch(1);
        try (EnginePair slow = EnginePair.over(
                        new InProcessTransportProvider(clock), InProcessAddress.of("not-stalled"))
                .serve(ServiceDefinition.builder(dev.loopline.proto.echo.v1.EchoProto.getDescriptor()
                                .findServiceByName("Echo"))
                        .bidiStreaming(EchoService.BIDI, (requests, out) -> {
                            reads.await();
                            requests.forEach(out::send);
                        })
                        .build())
                .connect()) {
            BidiStream<EchoMessage, EchoMessage> call = slow.client().bidiStream(EchoService.BIDI, PATIENT);
            EchoMessage large = Engines.text("x".repeat(MIB));
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 5; i++) {
                    call.send(large);
                }
                call.complete();
            });
            for (int i = 0; i < 10; i++) {
                clock.advance(Duration.ofSeconds(5));
            }
            reads.countDown();

            int count = 0;
            try {
                for (EchoMessage each : call.responses()) {
                    assertThat(each).isEqualTo(large);
                    count++;
                }
            } catch (StatusException e) {
                throw new AssertionError("after " + count + " messages", e);
            }
            sending.get(10, TimeUnit.SECONDS);
            assertThat(count).isEqualTo(5);
        }
    }
}
