package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ListValue;
import com.google.protobuf.Value;
import dev.loopline.Certainty;
import dev.loopline.IpcClient;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.testing.ChildJvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages that grow in memory, against a server whose heap has no room for many of them. */
@Timeout(120)
class DecodeBudgetTest extends SystemFixture {
    private static final int BOMBS = 8;
    private static final int BOMB_BYTES = 4 << 20;
    private static final CallOptions LONG = CallOptions.DEFAULT.withDeadline(Duration.ofSeconds(60));

    private ChildJvm serve(int maxMessageBytes) {
        ChildJvm server = later(ChildJvm.start(
                SmallHeapProcess.class,
                List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError"),
                directory().path().toString(),
                "bombs",
                Integer.toString(maxMessageBytes)));
        server.awaitLine("ready .*", PATIENCE);
        return server;
    }

    /** Empty submessages, two bytes each. */
    private static ListValue bomb() {
        ListValue.Builder bomb = ListValue.newBuilder();
        for (int i = 0; i < BOMB_BYTES / 2; i++) {
            bomb.addValues(Value.getDefaultInstance());
        }
        return bomb.build();
    }

    private static void assertServes(IpcClient client) throws Exception {
        ListValue answer = client.callAsync(SmallHeapProcess.LISTS, ListValue.getDefaultInstance(), CallOptions.DEFAULT)
                .get(10, TimeUnit.SECONDS);
        assertThat(answer.getValuesCount()).isZero();
    }

    @Test
    void d15EightMessagesOfEmptySubmessagesExceedTheBudgetAndOthersAreServed() throws Exception {
        ChildJvm server = serve(BOMB_BYTES);
        ListValue bomb = bomb();
        List<CompletableFuture<ListValue>> calls = new ArrayList<>();
        try (IpcClient attacker = client("bombs").connect();
                IpcClient other = client("bombs").connect()) {
            for (int i = 0; i < BOMBS; i++) {
                calls.add((i % 2 == 0 ? attacker : other).callAsync(SmallHeapProcess.LISTS, bomb, LONG));
            }
            server.awaitLine("holding " + BOMB_BYTES / 2, PATIENCE); // one permitted message always passes

            await().until(() -> calls.stream().filter(CompletableFuture::isDone).count() == BOMBS - 1);
            assertServes(attacker); // while the handler holds that one
            assertServes(other);
            server.send("heap");
            String peak = server.awaitLine("peak .*", PATIENCE);

            List<CompletableFuture<ListValue>> refused =
                    calls.stream().filter(CompletableFuture::isDone).toList();
            assertThat(refused).hasSize(BOMBS - 1).allSatisfy(call -> {
                StatusException failure = failureOf(call);
                assertThat(failure.code()).isEqualTo(StatusCode.RESOURCE_EXHAUSTED);
                assertThat(failure.reason()).isIn("DECODE_BUSY", "REASSEMBLY_FULL");
                assertThat(failure.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
            });
            assertThat(Integer.parseInt(peak.substring("peak ".length())))
                    .as("percent of the heap")
                    .isLessThanOrEqualTo(75);
            server.send("go on");
            assertThat(calls.stream().filter(call -> !call.isCompletedExceptionally()))
                    .singleElement()
                    .satisfies(call -> assertThat(call.get(10, TimeUnit.SECONDS).getValuesCount())
                            .isZero());
            assertServes(attacker);
            CompletableFuture<ListValue> later = attacker.callAsync(SmallHeapProcess.LISTS, bomb, LONG);
            later.get(20, TimeUnit.SECONDS); // the budget is free again
        }
        assertThat(server.isAlive()).isTrue();
    }

    private static StatusException failureOf(CompletableFuture<ListValue> call) {
        ExecutionException failure = catchThrowableOfType(ExecutionException.class, call::get);
        return (StatusException) failure.getCause();
    }

    @Test
    void d15TheDefaultLimitFollowsTheHeapAndIsToldInTheHello() throws Exception {
        serve(0);
        ListValue large = ListValue.newBuilder()
                .addValues(Value.newBuilder().setStringValue("x".repeat(BOMB_BYTES)))
                .build();
        try (IpcClient client = client("bombs").connect()) {
            StatusException failure = failureOf(client.callAsync(SmallHeapProcess.LISTS, large, LONG));

            assertThat(failure.reason()).isEqualTo("MESSAGE_TOO_LARGE");
            assertThat(failure.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
            Matcher limit = Pattern.compile("at most (\\d+);").matcher(failure.getMessage());
            assertThat(limit.find()).isTrue();
            // The collector keeps a part of -Xmx to itself, and Java leaves that out of the largest heap.
            assertThat(Integer.parseInt(limit.group(1))).isBetween((256 << 20) / 128 * 9 / 10, (256 << 20) / 128);
            assertServes(client);
        }
    }
}
