package dev.loopline.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.BidiStream;
import dev.loopline.call.CallOptions;
import dev.loopline.call.MessageStream;
import dev.loopline.call.RequestStream;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.call.StreamSender;
import dev.loopline.echo.EchoService;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.EchoProto;
import dev.loopline.transport.TransportProvider;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Both sides of calls do things at random, beside a model of a call: two queues that keep their order, each of which ends
 * once. One subclass per transport.
 */
@Timeout(120)
public abstract class StreamModelContract {
    private static final int STEPS = 100_000;
    private static final Duration NOW = Duration.ZERO;
    private static final Status FAILED = Status.of(StatusCode.NOT_FOUND, "MODEL", "as the model wants it");

    private final BlockingQueue<Served> handlers = new LinkedBlockingQueue<>(10);
    private Random random = new Random();

    protected abstract TransportProvider provider();

    /** Where a server of the test listens: a new address each time. */
    protected abstract SocketAddress address();

    private record Served(
            RequestStream<EchoMessage> requests, StreamSender<EchoMessage> responses, CountDownLatch mayReturn) {}

    /** One direction: what was sent and not taken. */
    private final class Direction {
        final StreamSender<EchoMessage> sender;
        final MessageStream<EchoMessage> reader;
        final Deque<EchoMessage> underWay = new ArrayDeque<>();
        long underWayBytes;
        boolean completed;
        int number;

        Direction(StreamSender<EchoMessage> sender, MessageStream<EchoMessage> reader) {
            this.sender = sender;
            this.reader = reader;
        }

        void send() {
            if (completed) {
                return;
            }
            int size = random.nextInt(200) == 0 ? random.nextInt(100_000) : random.nextInt(300);
            EchoMessage message = EchoMessage.newBuilder()
                    .setPayload(ByteString.copyFrom(new byte[size]).concat(ByteString.copyFromUtf8("#" + number)))
                    .build();
            if (sender.trySend(message)) {
                number++;
                underWay.add(message);
                underWayBytes += message.getSerializedSize();
                assertThat(underWayBytes).as("bytes under way").isLessThan(3L * 1024 * 1024);
            }
        }

        void take(Duration patience) {
            EchoMessage taken = reader.tryNext(patience);
            if (taken != null) {
                assertThat(taken).isEqualTo(underWay.poll());
                underWayBytes -= taken.getSerializedSize();
            } else if (reader.isEnded()) {
                assertThat(completed).as("completed by its sender").isTrue();
                assertThat(underWay).isEmpty();
            }
        }

        void complete() {
            completed = true;
            sender.complete();
        }

        void takeAll() {
            while (!reader.isEnded()) {
                take(Duration.ofSeconds(10));
            }
        }

        /** Takes a prefix of what is under way, and then the failure, which stays. */
        void takeToFailure(StatusCode code, boolean allOfIt) {
            @Nullable StatusException failure = null;
            while (failure == null) {
                try {
                    assertThat(reader.isEnded()).isFalse();
                    take(Duration.ofSeconds(10));
                } catch (StatusException e) {
                    failure = e;
                }
            }
            assertThat(failure.code()).isEqualTo(code);
            if (allOfIt) {
                assertThat(underWay).isEmpty();
            }
            StatusException again = null;
            try {
                reader.tryNext(NOW);
            } catch (StatusException e) {
                again = e;
            }
            assertThat(again).as("the failure once more").isNotNull();
        }
    }

    @Test
    void d20RandomStepsOfBothSidesDoWhatTheModelDoes() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed of the steps: " + seed);
        random = new Random(seed);
        ServiceDefinition echo = ServiceDefinition.builder(
                        EchoProto.getDescriptor().findServiceByName("Echo"))
                .bidiStreaming(EchoService.BIDI, (requests, responses) -> {
                    CountDownLatch mayReturn = new CountDownLatch(1);
                    handlers.add(new Served(requests, responses, mayReturn));
                    mayReturn.await();
                })
                .build();

        try (EnginePair pair =
                EnginePair.over(provider(), address()).serve(echo).connect()) {
            int steps = 0;
            while (steps < STEPS) {
                int count = random.nextInt(1000);
                try {
                    oneCall(pair, count);
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError("seed " + seed + ", after " + steps + " steps", e);
                }
                steps += count + 1;
            }
        }
    }

    private void oneCall(EnginePair pair, int steps) throws Exception {
        try (BidiStream<EchoMessage, EchoMessage> call =
                pair.client().bidiStream(EchoService.BIDI, CallOptions.DEFAULT.withDeadline(CallOptions.NO_DEADLINE))) {
            Served served = handlers.poll(10, TimeUnit.SECONDS);
            assertThat(served).as("handler").isNotNull();
            Direction requests = new Direction(call, served.requests());
            Direction responses = new Direction(served.responses(), call.responses());
            try {
                for (int i = 0; i < steps; i++) {
                    Direction direction = random.nextBoolean() ? requests : responses;
                    if (random.nextInt(5) < 3) {
                        direction.send();
                    } else {
                        direction.take(NOW);
                    }
                    if (random.nextInt(2000) == 0) {
                        requests.complete();
                    }
                }
                end(call, served, requests, responses);
            } finally {
                served.mayReturn().countDown();
            }
        }
    }

    private void end(
            BidiStream<EchoMessage, EchoMessage> call, Served served, Direction requests, Direction responses) {
        switch (random.nextInt(4)) {
            case 0 -> {
                requests.complete();
                requests.takeAll();
                responses.completed = true;
                served.mayReturn().countDown(); // which ends the responses
                responses.takeAll();
            }
            case 1 -> {
                responses.complete();
                responses.takeAll();
                if (!requests.reader.isEnded()) {
                    requests.completed = true;
                    takeWhatIsThere(requests);
                }
            }
            case 2 -> {
                served.responses().fail(FAILED.asException());
                responses.takeToFailure(StatusCode.NOT_FOUND, true);
            }
            default -> {
                call.close();
                responses.takeToFailure(StatusCode.CANCELLED, false);
                if (!requests.completed) {
                    requests.takeToFailure(StatusCode.CANCELLED, false);
                }
            }
        }
    }

    /** The serving side has ended the call early: its requests are a prefix, and then it learns that the call has ended. */
    private static void takeWhatIsThere(Direction requests) {
        try {
            while (!requests.reader.isEnded() && requests.reader.tryNext(Duration.ofSeconds(10)) != null) {
                requests.underWay.poll();
            }
        } catch (StatusException e) {
            assertThat(e.reason()).isEqualTo("CALL_ENDED");
        }
    }
}
