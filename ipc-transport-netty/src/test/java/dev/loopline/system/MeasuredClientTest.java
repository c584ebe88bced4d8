package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.call.CallOptions;
import dev.loopline.echo.EchoService;
import dev.loopline.metrics.IpcMetrics;
import dev.loopline.proto.echo.v1.EchoMessage;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a client's meters say when there is no server. */
class MeasuredClientTest extends SystemFixture {
    @Test
    void callsWithoutAConnectionAreCounted() {
        IpcServer server = echoServer("measured");
        IpcClient client =
                later(client("measured").metrics(IpcMetrics.in(meters)).connect());
        var unused = client.call(EchoService.UNARY, EchoMessage.getDefaultInstance(), CallOptions.DEFAULT);
        server.close();
        await().until(() -> !client.isOpen());

        failureOf(() -> client.call(EchoService.UNARY, EchoMessage.getDefaultInstance(), CallOptions.DEFAULT));
        failureOf(() -> client.call(
                EchoService.UNARY,
                EchoMessage.getDefaultInstance(),
                CallOptions.DEFAULT.withWaitForReady().withDeadline(Duration.ofMillis(50))));

        assertThat(calls("OK")).isEqualTo(1);
        assertThat(calls("UNAVAILABLE")).isEqualTo(1);
        assertThat(calls("DEADLINE_EXCEEDED")).isEqualTo(1);
        assertThat(callsInFlight()).isZero();
        await().untilAsserted(() -> assertThat(connections()).isZero());
    }

    @Test
    void aCallThatWaitsForItsServerIsInFlightAndCountedOnce() {
        IpcClient client =
                later(client("measured").metrics(IpcMetrics.in(meters)).connectLater());

        CompletableFuture<EchoMessage> call = client.callAsync(
                EchoService.UNARY, EchoMessage.getDefaultInstance(), CallOptions.DEFAULT.withWaitForReady());
        double waiting = callsInFlight();
        IpcServer unused = echoServer("measured");
        await().until(call::isDone);

        assertThat(waiting).isEqualTo(1);
        assertThat(callsInFlight()).isZero();
        assertThat(calls("OK")).isEqualTo(1);
        assertThat(meters.find("loopline.calls").tag("side", "client").timers()).hasSize(1);
        assertThat(connections()).isEqualTo(1);
    }

    private long calls(String code) {
        Timer timer = meters.find("loopline.calls")
                .tag("side", "client")
                .tag("code", code)
                .timer();
        return timer == null ? 0 : timer.count();
    }

    private double callsInFlight() {
        return meters.get("loopline.calls.active").tag("side", "client").gauge().value();
    }

    private double connections() {
        return meters.get("loopline.connections").tag("side", "client").gauge().value();
    }
}
