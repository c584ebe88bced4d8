package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.echo.EchoService;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.EchoProto;
import dev.loopline.testing.EnginePair;
import dev.loopline.testing.ManualScheduler;
import dev.loopline.transport.inprocess.InProcessAddress;
import dev.loopline.transport.inprocess.InProcessTransportProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Deadlines on a clock that the test moves by hand. */
class DeadlineTimerTest {
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private final ManualScheduler clock = new ManualScheduler();
    private final CountDownLatch handlers = new CountDownLatch(3);

    private EnginePair pair() {
        ServiceDefinition stuck = ServiceDefinition.builder(
                        EchoProto.getDescriptor().findServiceByName("Echo"))
                .unary(EchoService.UNARY, (request, call) -> {
                    handlers.countDown();
                    NEVER.await();
                    return request;
                })
                .build();
        return EnginePair.over(new InProcessTransportProvider(clock), InProcessAddress.of("deadlines"))
                .serve(stuck)
                .connect();
    }

    @Test
    void eachCallFailsAtItsOwnDeadlineAndNotBefore() throws Exception {
        try (EnginePair pair = pair()) {
            List<CompletableFuture<EchoMessage>> calls = new ArrayList<>();
            for (int seconds : new int[] {3, 1, 2}) {
                calls.add(pair.client()
                        .callAsync(
                                EchoService.UNARY,
                                EchoMessage.getDefaultInstance(),
                                CallOptions.DEFAULT.withDeadline(Duration.ofSeconds(seconds))));
            }
            assertThat(handlers.await(10, TimeUnit.SECONDS)).isTrue();

            clock.advance(Duration.ofMillis(999));
            assertThat(calls).noneMatch(CompletableFuture::isDone);
            clock.advance(Duration.ofMillis(2));
            assertFailed(calls.get(1));
            clock.advance(Duration.ofSeconds(1));
            assertFailed(calls.get(2));
            assertThat(calls.get(0)).isNotDone();
            clock.advance(Duration.ofDays(1));
            assertFailed(calls.get(0));
        }
    }

    private static void assertFailed(CompletableFuture<EchoMessage> call) {
        ExecutionException failure =
                catchThrowableOfType(ExecutionException.class, () -> call.get(10, TimeUnit.SECONDS));
        assertThat(((StatusException) failure.getCause()).status())
                .returns(StatusCode.DEADLINE_EXCEEDED, Status::code)
                .returns(Certainty.UNKNOWN, Status::certainty);
    }
}
