package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.call.CallOptions;
import dev.loopline.echo.EchoService;
import dev.loopline.internal.wire.FrameType;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.testing.EnginePair;
import dev.loopline.testing.RawPeer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers that are larger than a frame, more of them than a connection may keep encoded. */
@Timeout(60)
class LargeAnswerTest {
    private static final int MIB = 1024 * 1024;
    private static final int CALLS = 40;
    private static final EchoMessage LARGE = Engines.text("x".repeat(3 * MIB)); // two have room

    private final MessageMemory memory = new MessageMemory(1 << 30);
    private final EnginePair pair = Engines.inProcess()
            .serve(Engines.serving((request, call) -> LARGE))
            .serverMemory(memory)
            .connect();

    private List<Long> begun(RawPeer peer, int count) {
        List<Long> streams = new ArrayList<>();
        while (streams.size() < count) {
            RawPeer.Received frame = peer.next();
            if (frame.type() == FrameType.MESSAGE) {
                streams.add(frame.streamId());
            }
        }
        return streams;
    }

    @Test
    void thoseThatFindNoRoomWaitAndAllGetThrough() throws Exception {
        try (pair) {
            List<CompletableFuture<EchoMessage>> calls = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                calls.add(pair.client()
                        .callAsync(EchoService.UNARY, EchoMessage.getDefaultInstance(), CallOptions.DEFAULT));
            }

            for (CompletableFuture<EchoMessage> call : calls) {
                assertThat(call.get(20, TimeUnit.SECONDS).getPayload().size()).isEqualTo(3 * MIB);
            }
            await().until(() -> memory.sending().usedBytes() == 0);
        }
    }

    @Test
    void oneThatIsNotWantedAnyMoreMakesRoomForTheNext() {
        try (pair;
                RawPeer peer = pair.openRaw()) {
            peer.declare(1, EchoService.UNARY.fullName());
            for (int i = 0; i < CALLS; i++) {
                peer.call(1, 2L * i + 1, EchoMessage.getDefaultInstance());
            }

            List<Long> first = begun(peer, 2);
            assertThat(memory.sending().usedBytes()).isBetween(6L * MIB, 8L * MIB);
            List<Long> all = new ArrayList<>(first);
            for (int i = 0; i < CALLS - 2; i++) {
                peer.send(FrameType.CANCEL.code(), 0, 0, 1, all.get(i), new byte[0]);
                all.addAll(begun(peer, 1));
            }

            assertThat(all).doesNotHaveDuplicates().hasSize(CALLS);
            assertThat(memory.sending().usedBytes()).isBetween(6L * MIB, 8L * MIB);
        }
        await().until(() -> memory.sending().usedBytes() == 0);
    }

    @Test
    void thoseThatWaitAreForgottenWithTheirCalls() {
        try (pair;
                RawPeer peer = pair.openRaw()) {
            peer.declare(1, EchoService.UNARY.fullName());
            for (int i = 0; i < CALLS; i++) {
                peer.call(1, 2L * i + 1, EchoMessage.getDefaultInstance());
            }
            List<Long> begun = begun(peer, 2);
            await().until(() -> pair.acceptor().sessions().size() == 2);

            for (long stream = 1; stream < 2 * CALLS; stream += 2) {
                if (!begun.contains(stream)) {
                    peer.send(FrameType.CANCEL.code(), 0, 0, 1, stream, new byte[0]);
                }
            }
            begun.forEach(stream -> peer.send(FrameType.CANCEL.code(), 0, 0, 1, stream, new byte[0]));

            await().until(() -> memory.sending().usedBytes() == 0);
            peer.call(1, 2 * CALLS + 1, EchoMessage.getDefaultInstance());
            assertThat(begun(peer, 1)).containsExactly(2L * CALLS + 1);
        }
    }
}
