package dev.loopline.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.loopline.Certainty;
import dev.loopline.DrainReport;
import dev.loopline.IpcConnection;
import dev.loopline.MessageLimits;
import dev.loopline.Status;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.call.HandlerExecution;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.call.UnaryHandler;
import dev.loopline.echo.EchoService;
import dev.loopline.internal.engine.Session;
import dev.loopline.internal.wire.FrameHeader;
import dev.loopline.internal.wire.FrameType;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.wire.v1.GoAway;
import dev.loopline.transport.TransportProvider;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a connection ends in order, step by step. One subclass per transport. */
@Timeout(60)
public abstract class DrainContract {
    private static final int CALLS = 40;

    private final CountDownLatch goOn = new CountDownLatch(1);
    private final Semaphore entered = new Semaphore(0);
    private final AtomicInteger interrupted = new AtomicInteger();
    private EnginePair pair;

    protected abstract TransportProvider provider();

    /** Where a server of the test listens: a new address each time. */
    protected abstract SocketAddress address();

    /** Fails if the transport has not given back what it took. */
    protected void checkLeaks() {}

    @AfterEach
    void endEverything() {
        goOn.countDown();
        if (pair != null) {
            pair.close();
        }
        checkLeaks();
    }

    private EnginePair.Builder engines() {
        return EnginePair.over(provider(), address());
    }

    private static ServiceDefinition unary(UnaryHandler<EchoMessage, EchoMessage> handler) {
        return CallContract.unary(handler);
    }

    /** Answers when the test lets it. */
    private EchoMessage slow(EchoMessage request) throws InterruptedException {
        entered.release();
        try {
            goOn.await();
        } catch (InterruptedException e) {
            interrupted.incrementAndGet();
            throw e;
        }
        return request;
    }

    private Session serving(EnginePair.Builder builder) {
        pair = builder.connect();
        return Waiting.until(
                "one session",
                () -> pair.acceptor().sessions().stream().findFirst().orElse(null));
    }

    private static CompletableFuture<EchoMessage> start(IpcConnection connection, String text) {
        return connection.callAsync(EchoService.UNARY, CallContract.echo(text), CallOptions.DEFAULT);
    }

    private static StatusException failureOf(CompletableFuture<?> future) {
        ExecutionException failure =
                catchThrowableOfType(ExecutionException.class, () -> future.get(10, TimeUnit.SECONDS));
        assertThat(failure).as("failure of the call").isNotNull();
        return (StatusException) failure.getCause();
    }

    private void awaitEntered(int calls) throws InterruptedException {
        assertThat(entered.tryAcquire(calls, 10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatWasAcceptedIsAnsweredAndWhatComesLaterWasNotExecuted() throws Exception {
        Session server = serving(engines().serve(unary((request, call) -> slow(request))));
        CompletableFuture<EchoMessage> accepted = start(pair.client(), "accepted");
        awaitEntered(1);

        CompletableFuture<DrainReport> served = server.drain();
        await().until(() -> !pair.client().isOpen());
        CompletableFuture<EchoMessage> late = start(pair.client(), "late");

        assertThat(failureOf(late).status())
                .returns("GOING_AWAY", Status::reason)
                .returns(Certainty.NOT_EXECUTED, Status::certainty);
        assertThat(served).isNotDone();
        goOn.countDown();
        assertThat(EnginePair.get(accepted)).isEqualTo(CallContract.echo("accepted"));
        assertThat(EnginePair.get(served)).isEqualTo(new DrainReport(1, 0));
        assertThat(pair.client().closed().toCompletableFuture()).isNotDone();

        server.finish();

        assertThat(EnginePair.get(server.closed())).isNotNull();
        EnginePair.get(pair.clientSession().closed());
    }

    @Test
    void aConnectionWithNothingToDoEndsAtOnce() {
        Session server = serving(engines().serve(unary((request, call) -> request)));

        CompletableFuture<DrainReport> served = server.drain();
        server.finish();

        assertThat(EnginePair.get(served)).isEqualTo(DrainReport.NOTHING);
        EnginePair.get(server.closed());
        EnginePair.get(pair.clientSession().closed());
    }

    @Test
    void drainingTwiceIsDrainingOnce() throws Exception {
        Session server = serving(engines().serve(unary((request, call) -> slow(request))));
        CompletableFuture<EchoMessage> call = start(pair.client(), "x");
        awaitEntered(1);

        CompletableFuture<DrainReport> first = server.drain();
        CompletableFuture<DrainReport> second = server.drain();
        goOn.countDown();
        server.finish();
        server.finish();

        assertThat(EnginePair.get(call)).isEqualTo(CallContract.echo("x"));
        assertThat(EnginePair.get(first)).isEqualTo(new DrainReport(1, 0));
        assertThat(EnginePair.get(second)).isEqualTo(new DrainReport(1, 0));
    }

    @Test
    void cuttingADrainShortCancelsTheHandlersAndLeavesTheirCallsUnknown() throws Exception {
        Session server = serving(engines().serve(unary((request, call) -> slow(request))));
        CompletableFuture<EchoMessage> one = start(pair.client(), "1");
        CompletableFuture<EchoMessage> two = start(pair.client(), "2");
        awaitEntered(2);

        CompletableFuture<DrainReport> served = server.drain();
        server.shutDown();

        assertThat(failureOf(one).certainty()).isEqualTo(Certainty.UNKNOWN);
        assertThat(failureOf(two).certainty()).isEqualTo(Certainty.UNKNOWN);
        assertThat(EnginePair.get(served)).isEqualTo(new DrainReport(0, 2));
        await().until(() -> interrupted.get() == 2);
    }

    @Test
    void aHandlerThatStillRunsMayCallTheClientThatCalledIt() throws Exception {
        Session server = serving(engines()
                .serve(unary((request, call) -> {
                    slow(request);
                    return call.connection().call(EchoService.UNARY, request, CallOptions.DEFAULT);
                }))
                .serveOnClient(unary((request, call) -> CallContract.echo("from the client"))));
        CompletableFuture<EchoMessage> call = start(pair.client(), "x");
        awaitEntered(1);

        var unused = server.drain();
        await().until(() -> !pair.client().isOpen());
        goOn.countDown();

        assertThat(EnginePair.get(call)).isEqualTo(CallContract.echo("from the client"));
    }

    @Test
    void ownCallsUnderWayEndBeforeTheConnectionAndLaterOnesWereNotExecuted() throws Exception {
        Session server = serving(engines().serveOnClient(unary((request, call) -> slow(request))));
        CompletableFuture<EchoMessage> underWay = start(server.connection(), "under way");
        awaitEntered(1);

        var unused = server.drain();
        server.finish();
        CompletableFuture<EchoMessage> late = start(server.connection(), "late");

        assertThat(failureOf(late).status())
                .returns("GOING_AWAY", Status::reason)
                .returns(Certainty.NOT_EXECUTED, Status::certainty);
        assertThat(server.closed()).isNotDone();
        goOn.countDown();
        assertThat(EnginePair.get(underWay)).isEqualTo(CallContract.echo("under way"));
        EnginePair.get(server.closed());
    }

    @Test
    void aLargeRequestThatIsArrivingIsServedAndItsLargeAnswerDelivered() {
        EchoMessage large = EchoMessage.newBuilder()
                .setPayload(ByteString.copyFrom(new byte[8_000_000]))
                .build();
        Session server = serving(engines().serve(unary((request, call) -> request)));
        CompletableFuture<EchoMessage> first = start(pair.client(), "so that the next one is known to have begun");
        CompletableFuture<EchoMessage> call = pair.client().callAsync(EchoService.UNARY, large, CallOptions.DEFAULT);
        EnginePair.get(first);

        CompletableFuture<DrainReport> served = server.drain();
        server.finish();

        try {
            assertThat(EnginePair.get(call)).isEqualTo(large);
            assertThat(EnginePair.get(served).cancelled()).isZero();
        } catch (AssertionError e) { // the drain was quicker than its first fragment
            assertThat(failureOf(call).certainty()).isEqualTo(Certainty.NOT_EXECUTED);
        }
        EnginePair.get(server.closed());
    }

    @Test
    void goAwayNamesTheLastCallThatWasTakenAndLaterOnesAreIgnored() throws Exception {
        AtomicInteger handled = new AtomicInteger();
        serving(engines().serve(unary((request, call) -> {
            handled.incrementAndGet();
            return slow(request);
        })));
        try (RawPeer peer = pair.openRaw()) {
            Session server = Waiting.until(
                    "two sessions",
                    () -> pair.acceptor().sessions().size() == 2
                            ? pair.acceptor().sessions().get(1)
                            : null);
            peer.declare(1, EchoService.UNARY.fullName()).call(1, 7, CallContract.echo("taken"));
            awaitEntered(1);

            var unused = server.drain();
            RawPeer.Received goAway = peer.next();
            peer.call(1, 9, CallContract.echo("late"));
            peer.send(FrameType.CALL.code(), FrameHeader.FLAG_MORE, 1, 0, 11, new byte[] {0, 1, 0, 0, 5});
            peer.send(FrameType.FRAGMENT.code(), FrameHeader.FLAG_END, 0, 0, 11, new byte[] {5});
            peer.send(FrameType.CANCEL.code(), 0, 0, 1, 9, new byte[0]);
            peer.send(FrameType.PING.code(), 0, 0, 0, 0, new byte[8]);

            assertThat(goAway.type()).isEqualTo(FrameType.GOAWAY);
            assertThat(GoAway.parseFrom(goAway.body()))
                    .returns(7L, GoAway::getLastStreamId)
                    .returns(0, GoAway::getCode);
            assertThat(peer.next().type()).isEqualTo(FrameType.PONG);
            goOn.countDown();
            RawPeer.Received answer = peer.next();
            assertThat(answer.type()).isEqualTo(FrameType.MESSAGE);
            assertThat(answer.streamId()).isEqualTo(7);
            server.finish();
            peer.awaitClosed();
            assertThat(handled).hasValue(1);
        }
    }

    /** The answers fill what the transport takes, so that GOAWAY has to wait for the peer to read. */
    @Test
    void goAwayIsNotLostWhenThePeerDoesNotReadAtThatMoment() {
        CountDownLatch reads = new CountDownLatch(1);
        AtomicInteger handled = new AtomicInteger();
        serving(engines()
                .serverMessages(new MessageLimits(1024, 1 << 20, 4096, 1 << 20, 1000, 2000))
                .serve(unary((request, call) -> {
                            handled.incrementAndGet();
                            return request;
                        })
                        .withExecution(HandlerExecution.direct())));
        try (RawPeer peer = pair.openRaw()) {
            Session server = Waiting.until(
                    "two sessions",
                    () -> pair.acceptor().sessions().size() == 2
                            ? pair.acceptor().sessions().get(1)
                            : null);
            peer.declare(1, EchoService.UNARY.fullName());
            fillWhatTheTransportTakes(peer, reads);
            await().until(() -> handled.get() == CALLS);

            CompletableFuture<DrainReport> served = server.drain();
            server.shutDown();
            reads.countDown();
            long lastAccepted = -1;
            long lastAnswered = -1;
            while (lastAccepted < 0 || lastAnswered < lastAccepted) {
                RawPeer.Received frame = peer.next();
                if (frame.type() == FrameType.GOAWAY) {
                    lastAccepted = goAwayOf(frame).getLastStreamId();
                } else {
                    assertThat(frame.type()).isEqualTo(FrameType.MESSAGE);
                    lastAnswered = frame.streamId();
                }
            }

            assertThat(lastAccepted).isEqualTo(2L * CALLS - 1);
            assertThat(lastAnswered).isEqualTo(lastAccepted);
            peer.awaitClosed();
            assertThat(served).isDone();
        } finally {
            reads.countDown();
        }
    }

    /** Makes calls and reads nothing until it may. */
    private static void fillWhatTheTransportTakes(RawPeer peer, CountDownLatch reads) {
        peer.inRole(() -> {
            for (int i = 0; i < CALLS; i++) {
                peer.call(1, 2L * i + 1, CallContract.echo("x".repeat(100)));
            }
        });
        peer.inRole(() -> {
            try {
                reads.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static GoAway goAwayOf(RawPeer.Received frame) {
        try {
            return GoAway.parseFrom(frame.body());
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
