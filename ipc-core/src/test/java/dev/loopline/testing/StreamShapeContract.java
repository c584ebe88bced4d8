package dev.loopline.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.loopline.Certainty;
import dev.loopline.IpcConnection;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.CallContext;
import dev.loopline.call.CallOptions;
import dev.loopline.call.StreamSender;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.testing.StreamShape.Call;
import dev.loopline.testing.StreamShape.Side;
import dev.loopline.transport.TransportProvider;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What all shapes of calls that stream have in common, in one place for each way in which a call goes on or ends. One
 * subclass per transport. Together with the other tests of streams:
 *
 * <pre>
 *   complete             StreamContract (all shapes, all sizes); here: all requests, then all responses
 *   half-close           here: responsesGoOnBehindTheLastRequest
 *   early status         here: theHandlerMayReturnAtEveryMessage, theHandlerMayFailAtEveryMessage
 *   cancel, caller       here: theCallerMayCancelAtEveryMessage
 *   cancel, server       here: theHandlerMayFailAtEveryMessage (a server ends a call by a failure)
 *   deadline             here: aDeadlineEndsBothSides
 *   peer killed          StreamDeathTest (ipc-transport-netty): server and client of each shape
 *   connection closed    here: theEndOfTheConnectionEndsBothSides, by either side
 *   handler throws       here: theHandlerMayFailAtEveryMessage
 *   consumer stops       here: aConsumerThatStopsHoldsBackTheProducer
 *   consumer leaves      here: aConsumerThatLeavesStopsTheProducerWithinItsWindow
 *   credit of 1 byte     StreamPeerContract: of responses and of requests
 *   empty messages       here: responsesGoOnBehindTheLastRequest; StreamPeerContract
 *   one-byte chunks      BadStreamTest (ipc-transport-netty): all shapes
 *   random interleavings StreamModelContract
 * </pre>
 */
@Timeout(60)
public abstract class StreamShapeContract {
    private static final int MESSAGES = 12;
    private static final int INITIAL_BYTES = 16 * 1024;
    private static final int WINDOW_BYTES = 256 * 1024;
    private static final int BODY_BYTES = 1000;
    private static final int COST_BYTES = BODY_BYTES + 3 + 16; // field and length, and what each message counts more
    private static final EchoMessage BODY = EchoMessage.newBuilder()
            .setPayload(ByteString.copyFrom(new byte[BODY_BYTES]))
            .build();
    private static final Status ENOUGH = Status.of(StatusCode.NOT_FOUND, "ENOUGH", "no more");

    private final BlockingQueue<Side> begun = new LinkedBlockingQueue<>(10 * MESSAGES); // handlers
    private final BlockingQueue<Integer> counts = new LinkedBlockingQueue<>(10 * MESSAGES); // of handlers that failed
    private final BlockingQueue<StatusCode> ends = new LinkedBlockingQueue<>(10 * MESSAGES); // how
    private @Nullable EnginePair pair;

    protected abstract TransportProvider provider();

    /** Where a server of the test listens: a new address each time. */
    protected abstract SocketAddress address();

    /** Fails if the transport has not given back what it took. */
    protected void checkLeaks() {}

    private IpcConnection serving(StreamShape.Serving serving) {
        EnginePair made = EnginePair.over(provider(), address())
                .serve(StreamShape.serving(serving))
                .connect();
        pair = made;
        return made.client();
    }

    /** Takes and sends numbers without end, and notes how that ends. */
    private void exchangeForever(Side side) {
        int count = 0;
        begun.add(side);
        try {
            while (true) {
                side.take(count);
                side.send(count);
                count++;
            }
        } catch (StatusException e) {
            counts.add(count);
            ends.add(e.code());
            throw e;
        }
    }

    private static StatusException failureOf(ThrowingCallable code) {
        StatusException failure = catchThrowableOfType(StatusException.class, code);
        assertThat(failure).as("failure").isNotNull();
        return failure;
    }

    private static <T> T within10Seconds(BlockingQueue<T> queue) throws InterruptedException {
        T taken = queue.poll(10, TimeUnit.SECONDS);
        assertThat(taken).as("what a handler notes").isNotNull();
        return taken;
    }

    /** Sends until it fails: what was sent before the end of the call was known is dropped. */
    private static StatusException failureToSend(StreamSender<EchoMessage> sender) {
        return failureOf(() -> {
            while (true) {
                sender.send(BODY);
            }
        });
    }

    @AfterEach
    void endEverything() {
        if (pair != null) {
            pair.close();
        }
        checkLeaks();
    }

    // ---- well

    @ParameterizedTest
    @EnumSource
    void responsesGoOnBehindTheLastRequest(StreamShape shape) {
        IpcConnection client = serving(side -> {
            if (side.reader() != null) {
                for (int i = 0; i < MESSAGES; i++) {
                    side.take(i);
                    assertThat(side.reader().next()).isEqualTo(EchoMessage.getDefaultInstance());
                }
                assertThat(side.reader().next()).isNull();
            }
            for (int i = 0; i < MESSAGES && side.sender() != null; i++) {
                side.send(i);
                side.sender().send(EchoMessage.getDefaultInstance());
            }
        });

        try (Call call = shape.open(client, CallOptions.DEFAULT)) {
            for (int i = 0; i < MESSAGES && shape.streamsRequests(); i++) {
                call.side().send(i);
                call.side().sender().send(EchoMessage.getDefaultInstance());
            }
            call.complete();
            for (int i = 0; i < MESSAGES && shape.streamsResponses(); i++) {
                call.side().take(i);
                assertThat(call.side().reader().next()).isEqualTo(EchoMessage.getDefaultInstance());
            }
            call.awaitEnd();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theHandlerMayReturnAtEveryMessage(StreamShape shape) {
        AtomicInteger until = new AtomicInteger();
        IpcConnection client = serving(side -> {
            for (int i = 0; i < until.get(); i++) {
                side.take(i);
                side.send(i);
            }
        });

        for (int end = 0; end < MESSAGES; end++) {
            until.set(end);
            try (Call call = shape.open(client, CallOptions.DEFAULT)) {
                for (int i = 0; i < end; i++) {
                    call.exchange(i);
                }
                if (shape.streamsRequests()) {
                    assertThat(failureToSend(call.side().sender()).reason()).isEqualTo("CALL_ENDED");
                }
                call.awaitEnd();
            }
        }
    }

    // ---- with a failure

    @ParameterizedTest
    @EnumSource
    void theHandlerMayFailAtEveryMessage(StreamShape shape) {
        AtomicInteger until = new AtomicInteger();
        IpcConnection client = serving(side -> {
            for (int i = 0; i < until.get(); i++) {
                side.take(i);
                side.send(i);
            }
            throw until.get() % 2 == 0 ? ENOUGH.asException() : new IllegalArgumentException("as handlers may");
        });

        for (int end = 0; end < MESSAGES; end++) {
            until.set(end);
            StatusCode expected = end % 2 == 0 ? StatusCode.NOT_FOUND : StatusCode.UNKNOWN;
            try (Call call = shape.open(client, CallOptions.DEFAULT)) {
                for (int i = 0; i < end; i++) {
                    call.exchange(i);
                }

                StatusException failure = failureOf(call::awaitEnd);

                assertThat(failure.code()).isEqualTo(expected);
                assertThat(failure.certainty()).isEqualTo(Certainty.EXECUTED);
                if (shape.streamsRequests()) {
                    assertThat(failureToSend(call.side().sender()).code()).isEqualTo(expected);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theCallerMayCancelAtEveryMessage(StreamShape shape) throws InterruptedException {
        IpcConnection client = serving(this::exchangeForever);

        for (int end = 0; end < MESSAGES; end++) {
            Call call = shape.open(client, CallOptions.DEFAULT);
            for (int i = 0; i < end; i++) {
                call.exchange(i);
            }
            within10Seconds(begun);
            call.close();

            assertThat(failureOf(() -> takeAll(call)).code()).isEqualTo(StatusCode.CANCELLED);
            if (shape.streamsRequests()) {
                assertThat(failureToSend(call.side().sender()).code()).isEqualTo(StatusCode.CANCELLED);
            }
        }

        for (int end = 0; end < MESSAGES; end++) {
            assertThat(within10Seconds(ends)).isEqualTo(StatusCode.CANCELLED);
        }
        if (shape == StreamShape.BIDI) {
            assertThat(counts).allMatch(count -> count < MESSAGES);
        }
    }

    /** What arrived before the end may still be taken. */
    private static void takeAll(Call call) {
        while (call.side().reader() != null && call.side().reader().next() != null) {
            // goes on
        }
        call.awaitEnd();
    }

    @ParameterizedTest
    @EnumSource
    void aDeadlineEndsBothSides(StreamShape shape) {
        AtomicInteger began = new AtomicInteger();
        AtomicInteger told = new AtomicInteger();
        IpcConnection client = serving(side -> {
            began.incrementAndGet(); // unless the machine is so busy that the deadline passes before
            CallContext.current().onCancel(told::incrementAndGet);
            for (int i = 0; i < 3; i++) {
                side.take(i);
                side.send(i);
            }
            new CountDownLatch(1).await();
        });

        try (Call call = shape.open(client, CallOptions.DEFAULT.withDeadline(Duration.ofMillis(250)))) {
            StatusException failure = failureOf(() -> {
                for (int i = 0; i < 3; i++) {
                    call.exchange(i); // may take too long on a busy machine
                }
                if (shape.streamsRequests()) {
                    throw failureToSend(call.side().sender()); // which waits for credit meanwhile
                }
                call.awaitEnd();
            });

            assertThat(failure.code()).isEqualTo(StatusCode.DEADLINE_EXCEEDED);
            assertThat(failureOf(() -> takeAll(call)).code()).isEqualTo(StatusCode.DEADLINE_EXCEEDED);
            await("handler told").until(() -> told.get() == began.get());
        }
    }

    @ParameterizedTest
    @CsvSource({"SERVER, true", "SERVER, false", "CLIENT, true", "CLIENT, false", "BIDI, true", "BIDI, false"})
    void theEndOfTheConnectionEndsBothSides(StreamShape shape, boolean byTheCaller) throws InterruptedException {
        IpcConnection client = serving(this::exchangeForever);
        Call call = shape.open(client, CallOptions.DEFAULT);
        for (int i = 0; i < 3; i++) {
            call.exchange(i);
        }
        within10Seconds(begun);

        (byTheCaller ? client : pair.server()).close();

        assertThat(failureOf(() -> takeAll(call)).code()).isEqualTo(StatusCode.UNAVAILABLE);
        if (shape.streamsRequests()) {
            assertThat(failureToSend(call.side().sender()).code()).isEqualTo(StatusCode.UNAVAILABLE);
        }
        assertThat(within10Seconds(ends)).isIn(StatusCode.UNAVAILABLE, StatusCode.CANCELLED);
    }

    // ---- flow

    @ParameterizedTest
    @EnumSource
    void aConsumerThatStopsHoldsBackTheProducer(StreamShape shape) {
        AtomicInteger responses = new AtomicInteger();
        AtomicInteger requests = new AtomicInteger();
        IpcConnection client = serving(side -> {
            sendForever(side.sender(), responses);
            new CountDownLatch(1).await(); // a shape that sends nothing, and takes nothing either
        });

        Call call = shape.open(client, CallOptions.DEFAULT);
        CompletableFuture<Void> sending =
                CompletableFuture.runAsync(() -> sendForever(call.side().sender(), requests));
        int fit = INITIAL_BYTES / COST_BYTES;

        await().pollInterval(Duration.ofMillis(5))
                .during(Duration.ofMillis(100))
                .atMost(Duration.ofSeconds(10))
                .until(() -> responses.get() == (shape.streamsResponses() ? fit : 0)
                        && requests.get() == (shape.streamsRequests() ? fit : 0));
        call.close();
        await().until(sending::isDone);
    }

    /** Sends until the call ends, if this side sends. */
    private static void sendForever(@Nullable StreamSender<EchoMessage> sender, AtomicInteger count) {
        if (sender == null) {
            return;
        }
        while (true) {
            sender.send(BODY);
            count.incrementAndGet();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVER", "BIDI"})
    void aConsumerThatLeavesStopsTheProducerWithinItsWindow(StreamShape shape) throws InterruptedException {
        AtomicInteger sent = new AtomicInteger();
        IpcConnection client = serving(side -> {
            try {
                sendForever(side.sender(), sent);
            } catch (StatusException e) {
                ends.add(e.code());
            }
        });
        int taken = 0;

        try (Call call = shape.open(client, CallOptions.DEFAULT)) {
            for (; taken < 10; taken++) {
                assertThat(call.side().reader().next()).isEqualTo(BODY);
            }
        }

        assertThat(within10Seconds(ends)).isEqualTo(StatusCode.CANCELLED);
        assertThat(sent.get()).isLessThanOrEqualTo(taken + WINDOW_BYTES / COST_BYTES);
    }

    @ParameterizedTest
    @EnumSource(names = {"CLIENT", "BIDI"})
    void aHandlerThatLeavesStopsTheProducerWithinItsWindow(StreamShape shape) {
        AtomicInteger sent = new AtomicInteger();
        int taken = 10;
        IpcConnection client = serving(side -> {
            for (int i = 0; i < taken; i++) {
                assertThat(side.reader().next()).isEqualTo(BODY);
            }
        });

        try (Call call = shape.open(client, CallOptions.DEFAULT)) {
            StatusException failure = failureOf(() -> sendForever(call.side().sender(), sent));

            assertThat(failure.reason()).isEqualTo("CALL_ENDED");
            assertThat(sent.get()).isLessThanOrEqualTo(taken + WINDOW_BYTES / COST_BYTES);
            call.awaitEnd();
        }
    }
}
