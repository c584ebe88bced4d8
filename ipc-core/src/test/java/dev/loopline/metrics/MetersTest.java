package dev.loopline.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import dev.loopline.MessageLimits;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.call.CallOptions;
import dev.loopline.call.HandlerExecution;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.echo.EchoService;
import dev.loopline.internal.observe.MethodObserver;
import dev.loopline.internal.observe.Observers;
import dev.loopline.internal.wire.FrameType;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.testing.EnginePair;
import dev.loopline.testing.RawPeer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MetersTest {
    private static final String ECHO = "loopline.echo.v1.Echo/Unary";

    private final Measured measured = new Measured();

    @Test
    void countsCallsByMethodAndCodeOnBothSides() {
        try (EnginePair pair = measured.pair()
                .serve(Measured.serving((request, call) -> {
                    if (request.getPayload().isEmpty()) {
                        throw Status.of(StatusCode.NOT_FOUND, "NOTHING", "no payload")
                                .asException();
                    }
                    return request;
                }))
                .connect()) {
            pair.client().call(EchoService.UNARY, Measured.message(1), CallOptions.DEFAULT);
            pair.client().call(EchoService.UNARY, Measured.message(300_000), CallOptions.DEFAULT);
            assertThatThrownBy(() -> pair.client().call(EchoService.UNARY, Measured.message(0), CallOptions.DEFAULT))
                    .hasMessageContaining("no payload");

            assertThat(measured.calls())
                    .containsOnly(
                            entry("client " + ECHO + " OK", 2L),
                            entry("client " + ECHO + " NOT_FOUND", 1L),
                            entry("server " + ECHO + " OK", 2L),
                            entry("server " + ECHO + " NOT_FOUND", 1L));
        }
        awaitNoCallInFlight();
    }

    @Test
    void timesCallsByTheClockOfTheRegistry() {
        try (EnginePair pair = measured.pair()
                .serve(Measured.serving((request, call) -> {
                    measured.clock.add(Duration.ofMillis(7));
                    return request;
                }))
                .connect()) {
            pair.client().call(EchoService.UNARY, Measured.message(1), CallOptions.DEFAULT);
        }

        assertThat(measured.registry.find("loopline.calls").timers()).hasSize(2).allSatisfy(timer -> assertThat(
                        timer.totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(7));
    }

    @Test
    void aCallIsInFlightUntilItsCallerGivesUp() throws Exception {
        CountDownLatch handling = new CountDownLatch(1);
        try (EnginePair pair = measured.pair().serve(untilInterrupted(handling)).connect()) {
            CompletableFuture<EchoMessage> call =
                    pair.client().callAsync(EchoService.UNARY, Measured.message(1), CallOptions.DEFAULT);
            handling.await();

            long client = measured.value("loopline.calls.active", "side", "client");
            long server = measured.value("loopline.calls.active", "side", "server");
            call.cancel(true);

            assertThat(client).isEqualTo(1);
            assertThat(server).isEqualTo(1);
            awaitNoCallInFlight();
            assertThat(measured.calls())
                    .containsOnly(
                            entry("client " + ECHO + " CANCELLED", 1L), entry("server " + ECHO + " CANCELLED", 1L));
        }
    }

    @Test
    void aCallThatIsLateIsCountedAsLateOnBothSides() {
        try (EnginePair pair =
                measured.pair().serve(untilInterrupted(new CountDownLatch(1))).connect()) {
            CallOptions brief = CallOptions.DEFAULT.withDeadline(Duration.ofSeconds(1));
            CompletableFuture<EchoMessage> call =
                    pair.client().callAsync(EchoService.UNARY, Measured.message(1), brief);
            await().until(call::isDone);

            awaitNoCallInFlight();
            assertThat(measured.calls())
                    .containsOnly(
                            entry("client " + ECHO + " DEADLINE_EXCEEDED", 1L),
                            entry("server " + ECHO + " DEADLINE_EXCEEDED", 1L));
        }
    }

    private static ServiceDefinition untilInterrupted(CountDownLatch handling) {
        return Measured.serving((request, call) -> {
            handling.countDown();
            new CountDownLatch(1).await();
            return request;
        });
    }

    private void awaitNoCallInFlight() {
        measured.await0("loopline.calls.active", "side", "client");
        measured.await0("loopline.calls.active", "side", "server");
    }

    @Test
    void callsThatNeverLeaveAreCountedToo() {
        try (EnginePair pair = measured.pair().serve(Measured.echo()).connect()) {
            var unused = pair.client()
                    .callAsync(EchoService.UNARY, Measured.message(1), CallOptions.DEFAULT.withDeadline(Duration.ZERO));

            assertThat(measured.calls()).containsOnly(entry("client " + ECHO + " DEADLINE_EXCEEDED", 1L));
        }
        assertThat(measured.value("loopline.calls.active", "side", "client")).isZero();
    }

    @Test
    void aPeerThatInventsMethodNamesAddsOneMeterForEachCode() {
        int names = 10_000;
        int perConnection = 4_000; // a connection takes 4,096
        Set<Meter> before;
        try (EnginePair pair = measured.pair().serve(Measured.echo()).connect()) {
            before = new HashSet<>(measured.registry.getMeters());
            for (int from = 0; from < names; from += perConnection) {
                invent(pair, from, Math.min(names, from + perConnection));
            }
        }

        assertThat(measured.calls())
                .containsOnly(
                        entry("server unknown/unknown UNIMPLEMENTED", (long) names / 2),
                        entry("server unknown/unknown INVALID_ARGUMENT", (long) names / 2));
        assertThat(measured.registry.getMeters()).hasSize(before.size() + 2);
    }

    private static void invent(EnginePair pair, int from, int to) {
        try (RawPeer peer = pair.openRaw()) {
            for (int i = from; i < to; i++) {
                peer.declare(i - from + 1, i % 2 == 0 ? "invented.S" + i + "/M" + i : "no method name " + i);
                peer.call(i - from + 1, 2L * (i - from) + 1, Measured.message(1));
                if (i % 100 == 99) { // before the answers are more than the transport holds
                    for (int answers = 0; answers < 100; answers++) {
                        assertThat(peer.next().type()).isEqualTo(FrameType.STATUS);
                    }
                }
            }
        }
    }

    @Test
    void methodsBeyondAThousandShareOneMeter() {
        CallMeters meters = new CallMeters(measured.registry, "client");

        for (int i = 0; i < 3 * CallMeters.MAX_METHODS; i++) {
            meters.of("my.Service/M" + i).refused(StatusCode.UNAVAILABLE);
        }

        assertThat(measured.calls())
                .hasSize(CallMeters.MAX_METHODS + 1)
                .containsEntry("client other/other UNAVAILABLE", 2L * CallMeters.MAX_METHODS);
    }

    @Test
    void theMetersOfAMethodAreFoundOnce() {
        CallMeters meters = new CallMeters(measured.registry, "client");

        assertThat(meters.of("my.Service/Method")).isSameAs(meters.of("my.Service/Method"));
    }

    @Test
    void aConnectionThatEndsLeavesItsTotals() {
        long sent;
        try (EnginePair pair = measured.pair().serve(Measured.echo()).connect()) {
            pair.client().call(EchoService.UNARY, Measured.message(100), CallOptions.DEFAULT);
            sent = measured.value("loopline.traffic.bytes", "side", "client", "direction", "sent");
            assertThat(measured.value("loopline.connections", "side", "client")).isEqualTo(1);
            assertThat(measured.value("loopline.connections", "side", "server")).isEqualTo(1);
            assertThat(measured.value("loopline.frames", "side", "client", "direction", "sent"))
                    .as("DECLARE and CALL")
                    .isEqualTo(2);
            assertThat(measured.value("loopline.frames", "side", "client", "direction", "received"))
                    .isEqualTo(1);
            assertThat(sent).isGreaterThan(100 + 2 * 16);
        }

        for (String side : List.of("client", "server")) {
            measured.await0("loopline.connections", "side", side);
            assertThat(measured.value("loopline.connections.opened", "side", side))
                    .isEqualTo(1);
            assertThat(measured.value("loopline.connections.closed", "side", side))
                    .isEqualTo(1);
        }
        assertThat(measured.value("loopline.traffic.bytes", "side", "client", "direction", "sent"))
                .isGreaterThanOrEqualTo(sent);
        assertThat(measured.value("loopline.traffic.bytes", "side", "server", "direction", "received"))
                .isGreaterThanOrEqualTo(sent);
    }

    @Test
    void aLargeMessageIsQueuedUntilItsPeerHasTakenIt() {
        int bytes = 1_000_000;
        try (EnginePair pair = measured.pair()
                        .serve(Measured.serving((request, call) -> Measured.message(bytes)))
                        .connect();
                RawPeer peer = pair.openRaw()) {
            peer.declare(1, ECHO);
            peer.call(1, 1, Measured.message(1));
            long window = 256 * 1024; // no more leaves without CREDIT
            long encoded = Measured.message(bytes).getSerializedSize();
            await().until(() -> measured.value("loopline.queued.bytes", "side", "server") == encoded - window);
            long messages = measured.value("loopline.queued.messages", "side", "server");

            peer.send(FrameType.CREDIT.code(), 0, 0, 100_000, 1, new byte[0]);
            await().until(() ->
                    measured.value("loopline.queued.bytes", "side", "server") == encoded - window - 100_000);
            peer.send(FrameType.CANCEL.code(), 0, 0, StatusCode.CANCELLED.number(), 1, new byte[0]);

            assertThat(messages).isEqualTo(1);
            measured.await0("loopline.queued.bytes", "side", "server");
            measured.await0("loopline.queued.messages", "side", "server");
        }
    }

    @Test
    void whatAPeerDoesNotReadIsQueued() {
        int calls = 300;
        try (EnginePair pair = measured.pair()
                        .serverMessages(new MessageLimits(1024, 1 << 20, 4096, 1 << 20, 1000, 2000))
                        .serve(Measured.echo().withExecution(HandlerExecution.direct()))
                        .connect();
                RawPeer peer = pair.openRaw()) {
            CompletableFuture<Long> queued = new CompletableFuture<>();
            peer.inRole(() -> {
                peer.declare(1, ECHO);
                for (int i = 0; i < calls; i++) {
                    peer.call(1, 2L * i + 1, Measured.message(100));
                }
                await().until(() -> sentByServer() + queuedByServer() == calls); // and this side reads nothing
                queued.complete(queuedByServer());
            });

            for (int i = 0; i < calls; i++) {
                peer.next();
            }

            assertThat(queued.join()).isBetween(calls - 30L, calls - 10L); // the transport takes 2,000 bytes
            measured.await0("loopline.queued.messages", "side", "server");
            measured.await0("loopline.queued.bytes", "side", "server");
            assertThat(sentByServer()).isEqualTo(calls);
        }
    }

    private long sentByServer() {
        return measured.value("loopline.frames", "side", "server", "direction", "sent");
    }

    private long queuedByServer() {
        return measured.value("loopline.queued.messages", "side", "server");
    }

    @Test
    void allMetricsOfARegistryAreOne() {
        assertThat(IpcMetrics.in(measured.registry))
                .isSameAs(IpcMetrics.in(measured.registry))
                .isNotSameAs(IpcMetrics.in(new SimpleMeterRegistry()));
    }

    @Test
    void aRegistryThatRefusesAMeterCostsNoCall() {
        measured.registry.config().meterFilter(new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                throw new IllegalStateException("not today");
            }
        });
        try (EnginePair pair = measured.pair().serve(Measured.echo()).connect()) {
            EchoMessage answer = pair.client().call(EchoService.UNARY, Measured.message(3), CallOptions.DEFAULT);

            assertThat(answer).isEqualTo(Measured.message(3));
        }
    }

    @Test
    void withoutARegistryNothingIsMade() {
        MethodDescriptor<EchoMessage, EchoMessage> method = EchoService.UNARY;
        Observers none = ((Observers.Source) IpcMetrics.none()).ofClient();

        MethodObserver observer = none.made().of(method.fullName());

        assertThat(none).isSameAs(Observers.NONE);
        assertThat(observer).isSameAs(none.served().unknown());
        assertThat(observer.begin()).isSameAs(observer.begin());
    }
}
