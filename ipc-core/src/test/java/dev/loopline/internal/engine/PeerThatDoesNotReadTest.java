package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.CallLimits;
import dev.loopline.MessageLimits;
import dev.loopline.StatusCode;
import dev.loopline.call.CallOptions;
import dev.loopline.call.HandlerExecution;
import dev.loopline.echo.EchoService;
import dev.loopline.internal.wire.FrameType;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.testing.EnginePair;
import dev.loopline.testing.RawPeer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a side keeps for a peer that sends and does not read, and how its own calls to it end. */
@Timeout(60)
class PeerThatDoesNotReadTest {
    private static final int KIB = 1024;

    private static MessageLimits waterMarks(int low, int high) {
        return new MessageLimits(KIB, KIB * KIB, 4 * KIB, KIB * KIB, low, high);
    }

    @Test
    void answersThatWaitCountAsCallsThatRun() {
        AtomicInteger handled = new AtomicInteger();
        try (EnginePair pair = Engines.inProcess()
                        .serverMessages(waterMarks(1000, 2000))
                        .serverCalls(CallLimits.DEFAULT.withMaxConcurrentCalls(10))
                        .serve(Engines.serving((request, call) -> {
                                    handled.incrementAndGet();
                                    return request;
                                })
                                .withExecution(HandlerExecution.direct()))
                        .connect();
                RawPeer peer = pair.openRaw()) {
            peer.inRole(() -> {
                peer.declare(1, EchoService.UNARY.fullName());
                for (int i = 0; i < 300; i++) {
                    peer.call(1, 2L * i + 1, Engines.text("x".repeat(100)));
                }
                while (peer.pendingBytes() > 0) {
                    Thread.onSpinWait(); // the server works, and this side reads nothing
                }
            });

            int answered = 0;
            for (int i = 0; i < 300; i++) {
                answered += peer.next().type() == FrameType.MESSAGE ? 1 : 0;
            }

            assertThat(answered).isBetween(10, 30); // ten, and what the transport takes
            assertThat(handled).hasValue(answered);
            peer.call(1, 1001, Engines.text("again"));
            assertThat(peer.next().type()).isEqualTo(FrameType.MESSAGE);
        }
    }

    @Test
    void everyCallEndsWhenMoreCancelsWaitThanMay() {
        CountDownLatch reads = new CountDownLatch(1);
        try (EnginePair pair = Engines.inProcess()
                        .serverMessages(waterMarks(1000, 30_000))
                        .calls(CallLimits.DEFAULT.withMaxConcurrentCalls(5000))
                        .connect();
                RawPeer peer = pair.openRaw()) {
            await().until(() -> pair.acceptor().sessions().size() == 2);
            Session session = pair.acceptor().sessions().get(1);
            peer.inRole(() -> awaitUninterruptibly(reads));
            CallOptions brief = CallOptions.DEFAULT.withDeadline(Duration.ofMillis(500));
            List<CompletableFuture<EchoMessage>> calls = new ArrayList<>();

            for (int i = 0; i < 1400; i++) { // of 20 bytes each, as are the cancels: 1,000 of those find no room
                calls.add(session.connection().callAsync(EchoService.UNARY, EchoMessage.getDefaultInstance(), brief));
            }

            await().untilAsserted(() -> assertThat(calls).allMatch(CompletableFuture::isDone));
            assertThat(calls)
                    .allSatisfy(call -> assertThat(Engines.failureOf(call).code())
                            .isIn(StatusCode.DEADLINE_EXCEEDED, StatusCode.INTERNAL));
            reads.countDown();
            assertThat(session.closed().join().reason()).isEqualTo("PROTOCOL_ERROR");
        } finally {
            reads.countDown();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
