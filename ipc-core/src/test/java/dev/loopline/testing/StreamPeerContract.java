package dev.loopline.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.loopline.IpcConnection;
import dev.loopline.Status;
import dev.loopline.call.BidiStream;
import dev.loopline.call.CallContext;
import dev.loopline.call.CallOptions;
import dev.loopline.call.ClientInterceptor;
import dev.loopline.call.ClientStream;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.call.ServerInterceptor;
import dev.loopline.call.StreamFilter;
import dev.loopline.call.UnaryHandler;
import dev.loopline.echo.ConformanceEcho;
import dev.loopline.echo.EchoService;
import dev.loopline.internal.wire.FrameHeader;
import dev.loopline.internal.wire.FrameType;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.StreamRequest;
import dev.loopline.proto.echo.v1.Summary;
import dev.loopline.proto.wire.v1.GoAway;
import dev.loopline.transport.TransportProvider;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of peers that are stingy or break the rules, and what interceptors see. */
@Timeout(60)
public abstract class StreamPeerContract {
    private static final int METHOD = 1;
    private static final int INITIAL_BYTES = 16 * 1024;
    private static final int OVERHEAD_BYTES = 16;
    private static final int MESSAGES = 20;
    private static final byte[] NOTHING = new byte[0];

    private @Nullable EnginePair pair;
    private @Nullable RawPeer peer;

    protected abstract TransportProvider provider();

    /** Where a server of the test listens: a new address each time. */
    protected abstract SocketAddress address();

    private EnginePair echo() {
        EnginePair made = EnginePair.over(provider(), address())
                .serve(EchoService.of(new ConformanceEcho()))
                .connect();
        pair = made;
        return made;
    }

    private RawPeer peerOf(MethodDescriptor<?, ?> method) {
        RawPeer made = echo().openRaw().declare(METHOD, method.fullName(), method.type());
        peer = made;
        return made;
    }

    private static EchoMessage number(int number) {
        return EchoMessage.newBuilder()
                .setPayload(ByteString.copyFromUtf8(Integer.toString(number)))
                .build();
    }

    private static void assertEndsWithProtocolError(RawPeer peer, String what) throws Exception {
        RawPeer.Received frame = peer.next();
        while (frame.type() != FrameType.GOAWAY) {
            frame = peer.next();
        }
        GoAway goAway = GoAway.parseFrom(frame.body());
        assertThat(goAway.getReason()).isEqualTo("PROTOCOL_ERROR");
        assertThat(goAway.getMessage()).contains(what);
        peer.awaitClosed();
    }

    @AfterEach
    void endEverything() {
        if (peer != null) {
            peer.close();
        }
        if (pair != null) {
            pair.close();
        }
    }

    // ---- credit

    @ParameterizedTest
    @CsvSource({"20, 1000", "1500, 0", "2, 12000"})
    void oneByteOfCreditAtATimeIsEnough(int count, int size) throws Exception {
        RawPeer stingy = peerOf(EchoService.SERVER_STREAM);
        StreamRequest request =
                StreamRequest.newBuilder().setCount(count).setSize(size).build();
        stingy.send(FrameType.CALL.code(), 0, METHOD, 0, 1, NOTHING);
        stingy.send(FrameType.MESSAGE.code(), FrameHeader.FLAG_END, 0, 0, 1, request.toByteArray());

        assertThat(takeByteByByte(stingy, 1)).isEqualTo(count);
    }

    @ParameterizedTest
    @CsvSource({"20, 1000", "1, 12000"})
    void oneByteOfCreditAtATimeIsEnoughForRequestsToo(int count, int size) throws Exception {
        RawPeer stingy = peerOf(EchoService.COLLECT);
        IpcConnection toPeer = Waiting.until(
                        "two sessions",
                        () -> pair.acceptor().sessions().size() == 2
                                ? pair.acceptor().sessions().get(1)
                                : null)
                .connection();
        ClientStream<EchoMessage, Summary> call = toPeer.clientStream(EchoService.COLLECT, CallOptions.DEFAULT);
        EchoMessage message = EchoMessage.newBuilder()
                .setPayload(ByteString.copyFrom(new byte[size]))
                .build();
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < count; i++) {
                call.send(message);
            }
            call.complete();
        });
        RawPeer.Received opened = stingy.next();
        while (opened.type() != FrameType.CALL) {
            opened = stingy.next();
        }

        int messages = takeByteByByte(stingy, opened.streamId());
        stingy.send(FrameType.MESSAGE.code(), FrameHeader.FLAG_END, 0, 0, opened.streamId(), NOTHING);

        assertThat(messages).isEqualTo(count);
        sending.get(10, TimeUnit.SECONDS);
        assertThat(call.result().get(10, TimeUnit.SECONDS)).isEqualTo(Summary.getDefaultInstance());
    }

    /** Takes a stream to its end and checks that it never costs more than was granted; returns the number of messages. */
    private static int takeByteByByte(RawPeer stingy, long streamId) throws InterruptedException {
        long granted = INITIAL_BYTES;
        long cost = 0;
        int messages = 0;
        boolean ended = false;
        while (!ended) {
            RawPeer.Received frame = stingy.poll();
            if (frame == null) {
                for (int i = 0; i < 100; i++) {
                    stingy.send(FrameType.CREDIT.code(), 0, 0, 1, streamId, NOTHING);
                }
                granted += 100;
                continue;
            }
            boolean begins = frame.type() == FrameType.MESSAGE && (frame.flags() & FrameHeader.FLAG_NO_MESSAGE) == 0;
            boolean large = begins && (frame.flags() & FrameHeader.FLAG_MORE) != 0;
            cost += frame.body().size() - (large ? Integer.BYTES : 0) + (begins ? OVERHEAD_BYTES : 0);
            messages += begins ? 1 : 0;
            ended = (frame.flags() & FrameHeader.FLAG_END) != 0;
            assertThat(frame.type()).isIn(FrameType.MESSAGE, FrameType.FRAGMENT);
            assertThat(cost).isLessThanOrEqualTo(granted);
        }
        return messages;
    }

    /** Both messages have sent what they may, and are granted the rest at the same moment. */
    @Test
    void largeMessagesOfTwoStreamsTakeTurns() {
        RawPeer peer = peerOf(EchoService.SERVER_STREAM);
        StreamRequest request =
                StreamRequest.newBuilder().setCount(1).setSize(4 << 20).build();
        for (int stream = 1; stream <= 3; stream += 2) {
            peer.send(FrameType.CALL.code(), 0, METHOD, 0, stream, NOTHING);
            peer.send(FrameType.MESSAGE.code(), FrameHeader.FLAG_END, 0, 0, stream, request.toByteArray());
            assertThat(peer.next().streamId()).isEqualTo(stream);
        }
        peer.inRole(() -> {
            peer.send(FrameType.CREDIT.code(), 0, 0, 8 << 20, 1, NOTHING);
            peer.send(FrameType.CREDIT.code(), 0, 0, 8 << 20, 3, NOTHING);
        });

        int longest = 0;
        int inARow = 0;
        long before = 0;
        RawPeer.Received frame;
        do {
            frame = peer.next();
            inARow = frame.streamId() == before ? inARow + 1 : 1;
            before = frame.streamId();
            longest = Math.max(longest, inARow);
        } while ((frame.flags() & FrameHeader.FLAG_MORE) != 0);

        assertThat(longest).as("frames of one stream in a row").isLessThan(20); // of 64
    }

    @Test
    void emptyMessagesPassBothWaysAndAreCounted() {
        try (BidiStream<EchoMessage, EchoMessage> call =
                echo().client().bidiStream(EchoService.BIDI, CallOptions.DEFAULT)) {
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 5000; i++) {
                    call.send(EchoMessage.getDefaultInstance());
                }
                call.complete();
            });
            int count = 0;
            for (EchoMessage each : call.responses()) {
                assertThat(each).isEqualTo(EchoMessage.getDefaultInstance());
                count++;
            }
            sending.orTimeout(10, TimeUnit.SECONDS).join();
            assertThat(count).isEqualTo(5000);
        }
    }

    @Test
    void d05MoreThanWasGrantedEndsTheConnection() throws Exception {
        RawPeer greedy = peerOf(EchoService.SERVER_STREAM); // whose handler takes nothing before END
        greedy.send(FrameType.CALL.code(), 0, METHOD, 0, 1, NOTHING);
        greedy.send(FrameType.MESSAGE.code(), 0, 0, 0, 1, new byte[INITIAL_BYTES - OVERHEAD_BYTES]);

        greedy.send(FrameType.MESSAGE.code(), 0, 0, 0, 1, NOTHING);

        assertEndsWithProtocolError(greedy, "at most the " + INITIAL_BYTES + " granted");
    }

    // ---- peers that break the rules

    @ParameterizedTest
    @CsvSource({"MESSAGE, 0", "MESSAGE, 1", "MESSAGE, 2", "FRAGMENT, 0", "MESSAGE, 9"})
    void d04NothingFollowsTheEndOfAStream(FrameType type, int flags) throws Exception {
        RawPeer wrong = peerOf(EchoService.BIDI);
        wrong.send(FrameType.CALL.code(), 0, METHOD, 0, 1, NOTHING);
        wrong.inRole(() -> {
            wrong.send(FrameType.MESSAGE.code(), FrameHeader.FLAG_END, 0, 0, 1, new byte[] {10, 1, 'x'});
            wrong.send(type.code(), flags, 0, 0, 1, (flags & FrameHeader.FLAG_NO_MESSAGE) == 0 ? new byte[8] : NOTHING);
        });

        RawPeer.Received first = wrong.next();
        while (first.type() != FrameType.GOAWAY && (first.flags() & FrameHeader.FLAG_END) == 0) {
            first = wrong.next();
        }
        if (first.type() == FrameType.GOAWAY) { // otherwise the call had ended on both sides before
            assertThat(GoAway.parseFrom(first.body()).getMessage()).contains("after END");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 8, 16})
    void d04FlagsThatMeanNothingEndTheConnection(int flags) throws Exception {
        RawPeer wrong = peerOf(EchoService.BIDI);
        wrong.send(FrameType.CALL.code(), 0, METHOD, 0, 1, NOTHING);

        wrong.send(FrameType.MESSAGE.code(), flags, 0, 0, 1, new byte[] {0, 0, 1, 0, 0, 0});

        assertEndsWithProtocolError(wrong, "stream 1: MESSAGE");
    }

    @Test
    void d08OpeningCallsOnlyToCancelThemEndsTheConnection() throws Exception {
        RawPeer nuisance = peerOf(EchoService.BIDI);
        for (int i = 0; i < 400; i++) {
            nuisance.send(FrameType.CALL.code(), 0, METHOD, 0, 2L * i + 1, NOTHING);
            nuisance.send(FrameType.CANCEL.code(), 0, 0, 1, 2L * i + 1, NOTHING);
        }

        assertEndsWithProtocolError(nuisance, "calls cancelled without a result");
        assertThat(pair.client().call(EchoService.UNARY, number(1), CallOptions.DEFAULT))
                .isEqualTo(number(1));
    }

    @Test
    void d10PingsWithoutEndEndTheConnection() throws Exception {
        RawPeer nuisance = peerOf(EchoService.BIDI);
        for (int i = 0; i < 1000; i++) {
            nuisance.send(FrameType.PING.code(), 0, 0, 0, 0, new byte[8]);
        }

        assertEndsWithProtocolError(nuisance, "pings");
    }

    @Test
    void d10EmptyMessagesWithoutEndAreHeldBackByTheirCost() throws Exception {
        RawPeer nuisance = peerOf(EchoService.COLLECT);
        nuisance.send(FrameType.CALL.code(), 0, METHOD, 0, 1, NOTHING);
        nuisance.inRole(
                () -> { // nothing is read meanwhile, so that no more is granted
                    for (int i = 0; i < 2 * 1024 * 1024 / OVERHEAD_BYTES / 100; i++) {
                        nuisance.send(FrameType.MESSAGE.code(), 0, 0, 0, 1, NOTHING);
                    }
                });

        RawPeer.Received first = nuisance.next();
        assertThat(first.type()).isIn(FrameType.CREDIT, FrameType.GOAWAY);
    }

    // ---- interceptors

    @Test
    void interceptorsOfBothSidesSeeEveryMessageAndTheEnd() {
        Seen client = new Seen();
        Seen server = new Seen();
        pair = EnginePair.over(provider(), address())
                .serve(EchoService.of(new ConformanceEcho()))
                .intercept((ServerInterceptor) server)
                .intercept((ClientInterceptor) client)
                .connect();

        try (BidiStream<EchoMessage, EchoMessage> call =
                pair.client().bidiStream(EchoService.BIDI, CallOptions.DEFAULT)) {
            for (int i = 0; i < MESSAGES; i++) {
                call.send(number(i));
                assertThat(call.responses().next()).isEqualTo(number(i));
            }
            call.complete();
            assertThat(call.responses().next()).isNull();
        }

        for (Seen side : List.of(client, server)) {
            org.awaitility.Awaitility.await().until(() -> side.ends.size() == 1);
            assertThat(side.requests).hasSize(MESSAGES).first().isEqualTo(number(0));
            assertThat(side.responses).hasSize(MESSAGES).last().isEqualTo(number(MESSAGES - 1));
            assertThat(side.ends).containsExactly("well");
        }
    }

    private static final class Seen implements ClientInterceptor, ServerInterceptor {
        final List<MessageLite> requests = new CopyOnWriteArrayList<>();
        final List<MessageLite> responses = new CopyOnWriteArrayList<>();
        final List<String> ends = new CopyOnWriteArrayList<>();

        @Override
        public <Q extends MessageLite, R extends MessageLite> CompletableFuture<R> intercept(
                MethodDescriptor<Q, R> method, Q request, CallOptions options, ClientInterceptor.Next next) {
            return next.call(method, request, options);
        }

        @Override
        public <Q extends MessageLite, R extends MessageLite> R intercept(
                Q request, CallContext call, UnaryHandler<Q, R> next) throws Exception {
            return next.handle(request, call);
        }

        @Override
        public <Q extends MessageLite, R extends MessageLite> ClientInterceptor.StreamCall<Q, R> interceptStream(
                MethodDescriptor<Q, R> method, CallOptions options) {
            return new ClientInterceptor.StreamCall<>(options, filter());
        }

        @Override
        public <Q extends MessageLite, R extends MessageLite> StreamFilter<Q, R> interceptStream(CallContext call) {
            return filter();
        }

        private <Q extends MessageLite, R extends MessageLite> StreamFilter<Q, R> filter() {
            return new StreamFilter<>() {
                @Override
                public Q onRequest(Q request) {
                    requests.add(request);
                    return request;
                }

                @Override
                public R onResponse(R response) {
                    responses.add(response);
                    return response;
                }

                @Override
                public void onEnd(@Nullable Status failure) {
                    ends.add(failure == null ? "well" : failure.reason());
                }
            };
        }
    }
}
