package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.call.MessageStream;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.test.Direction;
import dev.loopline.test.FaultScript;
import dev.loopline.test.LooplineExtension;
import dev.loopline.testing.StreamShape;
import dev.loopline.testing.StreamShape.Call;
import dev.loopline.testing.StreamShape.Side;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls of every shape over a connection that breaks, by a FIN or a RST, at or within a frame of either direction. */
@Timeout(60)
class BrokenStreamTest {
    private static final CallOptions PATIENT = CallOptions.DEFAULT.withDeadline(Duration.ofSeconds(50));
    private static final int MESSAGES = 200;

    /** Where it breaks: within the length of the frame that opens the call, between two frames, within a header, a body. */
    private static final List<Break> BREAKS =
            List.of(new Break(false, 2, 3), new Break(false, 3, 0), new Break(false, 4, 20), new Break(true, 4, 10));

    private record Break(boolean reset, int frame, int offset) {
        void in(FaultScript faults) {
            FaultScript.Place place = faults.atFrame(frame, offset);
            FaultScript unused = reset ? place.reset() : place.halfClose();
        }
    }

    private final List<Throwable> ends = new CopyOnWriteArrayList<>(); // of handlers
    private final AtomicInteger running = new AtomicInteger(); // handlers
    private volatile boolean forever;

    @RegisterExtension
    final LooplineExtension loopline =
            LooplineExtension.serving(StreamShape.serving(this::serve)).throughFaultProxy();

    private void serve(Side side) {
        boolean endless = forever;
        running.incrementAndGet();
        try {
            MessageStream<EchoMessage> requests = side.reader();
            for (int i = 0; endless || i < MESSAGES; i++) {
                side.take(i);
                side.send(i);
            }
            if (requests != null) {
                assertThat(requests.next()).isNull();
            }
        } catch (StatusException | AssertionError e) {
            ends.add(e);
            throw e;
        } finally {
            running.decrementAndGet();
        }
    }

    private static Stream<Arguments> breaks() {
        return Stream.of(StreamShape.values()).flatMap(shape -> Stream.of(Direction.values())
                .flatMap(direction -> BREAKS.stream().map(how -> Arguments.of(shape, direction, how))));
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("breaks")
    void f12ABreakLeavesAnExactPrefixAndThenOneErrorOnBothSides(StreamShape shape, Direction direction, Break how) {
        forever = true;
        loopline.client();
        if (direction == Direction.TO_CLIENT) {
            loopline.proxy().toClient(how::in);
        } else {
            loopline.proxy().toServer(how::in);
        }

        try (Call call = shape.open(loopline.client(), PATIENT)) {
            Throwable failure = catchThrowable(() -> exchangeForever(call));

            assertUnavailable(failure);
            assertUnavailable(catchThrowable(() -> takeAll(call)));
            assertUnavailable(catchThrowable(call::awaitEnd));
        }
        assertThat(
                        how.reset()
                                ? loopline.proxy().counts(direction).resets()
                                : loopline.proxy().counts(direction).halfCloses())
                .as("breaks")
                .isEqualTo(1);

        loopline.proxy().heal();
        forever = false;
        exchangeAll(shape); // with the next connection
        await().until(() -> running.get() == 0);
        assertThat(ends).hasSizeLessThanOrEqualTo(1).allSatisfy(end -> assertThat(end)
                .isInstanceOfSatisfying(StatusException.class, failure -> assertThat(failure.code())
                        .isIn(StatusCode.UNAVAILABLE, StatusCode.CANCELLED)));
    }

    private static void assertUnavailable(Throwable failure) {
        assertThat(failure).isInstanceOfSatisfying(StatusException.class, status -> assertThat(status.code())
                .isEqualTo(StatusCode.UNAVAILABLE));
    }

    private static void exchangeForever(Call call) {
        for (int i = 0; ; i++) {
            call.exchange(i);
        }
    }

    /** What arrived before the break may still be taken. */
    private static void takeAll(Call call) {
        MessageStream<EchoMessage> responses = call.side().reader();
        while (responses != null && responses.next() != null) {
            // goes on
        }
        call.awaitEnd();
    }

    private void exchangeAll(StreamShape shape) {
        try (Call call = shape.open(loopline.client(), PATIENT.withWaitForReady())) {
            for (int i = 0; i < MESSAGES; i++) {
                call.exchange(i);
            }
            call.complete();
            call.awaitEnd();
        }
    }

    @ParameterizedTest
    @EnumSource
    void f12OneByteAtATimeIsEnoughForEveryShape(StreamShape shape) {
        loopline.proxy().toClient(faults -> faults.pieces(1, 1)).toServer(faults -> faults.pieces(1, 1));

        exchangeAll(shape);

        assertThat(ends).isEmpty();
    }
}
