package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.Certainty;
import dev.loopline.IpcConnection;
import dev.loopline.internal.wire.FrameHeader;
import dev.loopline.internal.wire.FrameType;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.wire.v1.GoAway;
import dev.loopline.testing.EnginePair;
import dev.loopline.testing.RawPeer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GoAwayTest {
    private EnginePair pair;
    private RawPeer peer;
    private IpcConnection toPeer;

    @BeforeEach
    void connect() {
        pair = Engines.inProcess().connect();
        peer = pair.openRaw();
        await().until(() -> pair.acceptor().sessions().size() == 2);
        toPeer = pair.acceptor().sessions().get(1).connection();
    }

    @AfterEach
    void close() {
        peer.close();
        pair.close();
    }

    private void goAway(long lastStreamId) {
        GoAway body = GoAway.newBuilder().setLastStreamId(lastStreamId).build();
        peer.send(FrameType.GOAWAY.code(), 0, 0, 0, 0, body.toByteArray());
    }

    private long nextCall() {
        RawPeer.Received frame = peer.next();
        while (frame.type() != FrameType.CALL) {
            frame = peer.next();
        }
        return frame.streamId();
    }

    @Test
    void aConnectionWhosePeerLeavesIsNotOpenAnyMore() {
        goAway(0);

        await().until(() -> !toPeer.isOpen());
        assertThat(Engines.failureOf(Engines.start(toPeer, "x")).reason()).isEqualTo("GOING_AWAY");
    }

    @Test
    void callsAboveTheLastOneTakenWereNotExecutedAndTheOthersMayStillBeAnswered() throws Exception {
        CompletableFuture<EchoMessage> taken = Engines.start(toPeer, "taken");
        CompletableFuture<EchoMessage> notTaken = Engines.start(toPeer, "not taken");
        long first = nextCall();
        nextCall();

        goAway(first);
        peer.send(
                FrameType.MESSAGE.code(),
                FrameHeader.FLAG_END,
                0,
                0,
                first,
                Engines.text("answer").toByteArray());

        assertThat(Engines.failureOf(notTaken).certainty()).isEqualTo(Certainty.NOT_EXECUTED);
        assertThat(Engines.answerTo(taken)).isEqualTo("answer");
    }

    @Test
    void theLargestUnsignedNumberTakesAllCalls() throws Exception {
        CompletableFuture<EchoMessage> taken = Engines.start(toPeer, "taken");
        long id = nextCall();

        goAway(-1);
        peer.send(
                FrameType.MESSAGE.code(),
                FrameHeader.FLAG_END,
                0,
                0,
                id,
                Engines.text("answer").toByteArray());

        assertThat(Engines.answerTo(taken)).isEqualTo("answer");
    }
}
