package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.Certainty;
import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.StatusException;
import dev.loopline.endpoint.Endpoint;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.endpoint.EndpointName;
import dev.loopline.test.FaultProxy;
import dev.loopline.testing.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * What each side notices when the other one is killed at some step of the handshake. A process between the two lets so
 * many bytes pass each way and is killed then, which is the end of a peer for both of them.
 */
class HandshakeDeathTest extends SystemFixture {
    private static final Duration DEADLINE = Duration.ofSeconds(5); // of the handshake

    /** How many bytes pass to the server and to the client. */
    private record Step(String what, int toServer, int toClient) {}

    private static final List<Step> STEPS = List.of(
            new Step("connected", 0, 0),
            new Step("within the client's hello", 80, 0),
            new Step("behind the client's hello", 160, 0),
            new Step("within the server's hello", 160, 80),
            new Step("behind the server's hello", 160, 160),
            new Step("within the client's proof", 184, 160));

    /** A process in the middle. */
    static final class Between {
        private Between() {}

        /**
         * Forwards.
         *
         * @param args directory, name, where to publish, and how many bytes pass to the server and to the client
         */
        public static void main(String[] args) throws Exception {
            Endpoint server = EndpointDirectory.at(Path.of(args[0])).find(EndpointName.of(args[1]));
            try (FaultProxy proxy = FaultProxy.to(server).publishIn(EndpointDirectory.at(Path.of(args[2])))) {
                proxy.toServer(
                        faults -> faults.afterBytes(Long.parseLong(args[3])).pause(Duration.ofHours(1)));
                proxy.toClient(
                        faults -> faults.afterBytes(Long.parseLong(args[4])).pause(Duration.ofHours(1)));
                System.out.println("between");
                while (proxy.connections() == 0) {
                    Thread.onSpinWait();
                }
                System.out.println("connected");
                System.in.read();
            }
        }
    }

    @Test
    void f04ADeathAtEachStepIsNoticedAtOnceByBothSides() {
        IpcServer server =
                later(server("f04").addressBinding(false).service(Echoes.echo()).start());
        List<ChildJvm> betweens = new ArrayList<>();
        for (int i = 0; i < STEPS.size(); i++) {
            Step step = STEPS.get(i);
            betweens.add(later(ChildJvm.start(
                    Between.class,
                    List.of(),
                    directory().path().toString(),
                    "f04",
                    published(i).path().toString(),
                    Integer.toString(step.toServer()),
                    Integer.toString(step.toClient()))));
        }
        for (int i = 0; i < STEPS.size(); i++) {
            Step step = STEPS.get(i);
            ChildJvm between = betweens.get(i);
            between.awaitLine("between", PATIENCE);
            EndpointDirectory published = published(i);
            CompletableFuture<StatusException> failing = CompletableFuture.supplyAsync(() -> failure(published));
            between.awaitLine("connected", PATIENCE);
            await().during(Duration.ofMillis(100)).until(() -> !failing.isDone());
            double ended = handshakes();

            long begin = System.nanoTime();
            between.kill9();
            StatusException failure = failing.join();
            Duration noticed = Duration.ofNanos(System.nanoTime() - begin);

            boolean proved =
                    step.toClient() == RawClient.HELLO_BYTES; // then the client is connected, and its call lost
            assertThat(failure.certainty())
                    .as(step.what())
                    .isEqualTo(proved ? Certainty.UNKNOWN : Certainty.NOT_EXECUTED);
            assertThat(failure.reason()).as(step.what()).isEqualTo(proved ? "CONNECTION_CLOSED" : "HANDSHAKE_FAILED");
            assertThat(noticed).as(step.what()).isLessThan(DEADLINE);
            awaitHandshakes(ended + 1);
            assertThat(server.connections()).isEmpty();
        }
        awaitHandshakes("abandoned", STEPS.size());
        try (IpcClient client = client("f04").connect()) {
            assertThat(Echoes.call(client, "x")).isEqualTo("x");
        }
    }

    /** Connects and calls. */
    private StatusException failure(EndpointDirectory published) {
        return failureOf(() -> {
            try (IpcClient client =
                    client("f04").directory(published).connectTimeout(PATIENCE).connect()) {
                throw new AssertionError("answered: " + Echoes.call(client, "x"));
            }
        });
    }

    private EndpointDirectory published(int step) {
        return EndpointDirectory.at(temporary.resolve("published-" + step));
    }
}
