package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.Certainty;
import dev.loopline.ClientState;
import dev.loopline.ClientStateChange;
import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.Status;
import dev.loopline.StatusException;
import dev.loopline.endpoint.EndpointClaim;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.endpoint.EndpointName;
import dev.loopline.endpoint.PortPolicy;
import dev.loopline.metrics.IpcMetrics;
import dev.loopline.topic.Gap;
import dev.loopline.topic.SubscriptionOptions;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Clients that find their server again, without anybody asking for it. */
class ReconnectTest extends SystemFixture {
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    private final Queue<ClientStateChange> changes = new ConcurrentLinkedQueue<>();

    private IpcClient watched(IpcClient client) {
        client.onStateChange(changes::add);
        return later(client);
    }

    private List<ClientState> states() {
        return changes.stream().map(ClientStateChange::now).toList();
    }

    private static double attempts(MeterRegistry registry, String outcome) {
        return registry.get("loopline.client.attempts")
                .tag("outcome", outcome)
                .functionCounter()
                .count();
    }

    @Test
    void theServerIsFoundAgainAndListenersAreToldInOrder() {
        IpcServer first = echoServer("again");
        IpcClient client = watched(client("again").connect());
        assertThat(client.state()).isEqualTo(ClientState.CONNECTED);

        first.close();
        await().until(() -> client.state() == ClientState.CONNECTING);
        echoServer("again");
        await().until(() -> client.state() == ClientState.CONNECTED);

        assertThat(Echoes.call(client, "there")).isEqualTo("there");
        client.close();
        assertThat(states()).containsExactly(ClientState.CONNECTING, ClientState.CONNECTED, ClientState.CLOSED);
        assertThat(changes)
                .extracting(ClientStateChange::before)
                .containsExactly(ClientState.CONNECTED, ClientState.CONNECTING, ClientState.CONNECTED);
        assertThat(changes.element().reason()).extracting(Status::reason).isIn("GOING_AWAY", "CONNECTION_CLOSED");
    }

    @Test
    void servicesOfTheClientAreThereAgain() {
        IpcServer first = echoServer("calls-back");
        later(client("calls-back").service(Echoes.echo()).connect());

        first.close();
        IpcServer second = echoServer("calls-back");

        await().until(() -> second.connections().size() == 1);
        assertThat(Echoes.call(second.connections().get(0), "back")).isEqualTo("back");
    }

    @Test
    void aListenerThatFailsOrCallsKeepsNobodyFromBeingTold() {
        IpcServer first = echoServer("listened");
        IpcClient client = later(client("listened").connect());
        Queue<String> answers = new ConcurrentLinkedQueue<>();
        client.onStateChange(change -> {
            throw new IllegalStateException("a listener that fails, as the test wants");
        });
        client.onStateChange(change -> {
            if (change.now() == ClientState.CONNECTED) {
                answers.add(Echoes.call(client, "from the listener"));
            }
        });
        client.onStateChange(changes::add);

        first.close();
        echoServer("listened");

        await().until(() -> answers.size() == 1);
        await().until(() -> states().contains(ClientState.CONNECTED));
    }

    @Test
    void aListenerMayCloseTheClient() {
        IpcServer first = echoServer("closing");
        IpcClient client = later(client("closing").connect());
        client.onStateChange(change -> {
            changes.add(change);
            client.close();
        });

        first.close();

        await().until(() -> states().equals(List.of(ClientState.CONNECTING, ClientState.CLOSED)));
    }

    @Test
    void aListenerThatDoesNotReturnDoesNotKeepTheClientOpen() {
        IpcServer first = echoServer("held");
        CountDownLatch held = new CountDownLatch(1);
        IpcClient client = later(client("held").connect());
        client.onStateChange(change -> {
            changes.add(change);
            try {
                held.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // by the end of the client
            }
        });
        first.close();
        await().until(() -> changes.size() == 1);

        client.close();

        await().until(() -> states().equals(List.of(ClientState.CONNECTING, ClientState.CLOSED)));
    }

    // ---- what listens at the old port

    @Test
    void aServerThatRestartsOnItsPortBeforeItsFileIsRewrittenIsNotTroubledAndThenFound() throws Exception {
        EndpointDirectory published = EndpointDirectory.at(temporary.resolve("published"));
        EndpointName name = EndpointName.of("fixed");
        IpcServer first = server("fixed").service(Echoes.echo()).start();
        MeterRegistry registry = new SimpleMeterRegistry();
        try (EndpointClaim claim = published.claim(name)) {
            claim.publish(first.endpoint());
            IpcClient client = watched(client("fixed")
                    .directory(published)
                    .metrics(IpcMetrics.in(registry))
                    .connect());
            Queue<Gap> gaps = new ConcurrentLinkedQueue<>();
            client.topic(TopicFixture.topic("numbers"))
                    .subscribe(SubscriptionOptions.DEFAULT.onGap(gaps::add), event -> {});

            first.close();
            IpcServer second = later(server("fixed")
                    .service(Echoes.echo())
                    .port(PortPolicy.fixed(first.endpoint().port()))
                    .start());
            await().until(() -> client.state() == ClientState.REFUSED);
            await().during(A_SECOND).until(() -> handshakes("accepted") == 1 && client.state() == ClientState.REFUSED);
            double tried = attempts(registry, "failed");
            claim.publish(second.endpoint());

            await().until(() -> gaps.size() == 1);
            assertThat(gaps).containsExactly(new Gap(0, Gap.Cause.RECONNECT));
            assertThat(Echoes.call(client, "x")).isEqualTo("x");
            assertThat(handshakes()).as("one refused").isEqualTo(3);
            assertThat(attempts(registry, "failed")).isEqualTo(tried);
            assertThat(states()).endsWith(ClientState.REFUSED, ClientState.CONNECTED);
        }
    }

    @Test
    void aCallThatWaitsOutlastsTheImpostor() throws Exception {
        EndpointDirectory published = EndpointDirectory.at(temporary.resolve("published"));
        IpcServer first = server("fixed").service(Echoes.echo()).start();
        try (EndpointClaim claim = published.claim(EndpointName.of("fixed"))) {
            claim.publish(first.endpoint());
            IpcClient client = watched(client("fixed").directory(published).connect());

            first.close();
            IpcServer second = later(server("fixed")
                    .service(Echoes.echo())
                    .port(PortPolicy.fixed(first.endpoint().port()))
                    .start());
            var waiting = Echoes.start(client, "patient", WaitingForTheServerTest.WAITING);
            var hasty =
                    Echoes.start(client, "hasty", WaitingForTheServerTest.WAITING.withDeadline(Duration.ofMillis(300)));
            StatusException failure = Echoes.failureOf(hasty);
            claim.publish(second.endpoint());

            assertThat(Echoes.text(waiting.get())).isEqualTo("patient");
            assertThat(failure.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
            assertThat(failure)
                    .hasMessageContaining("no connection within 300 ms")
                    .hasMessageContaining("endpoint fixed");
        }
    }

    @Test
    void aClientOfAnEndpointThatWasGivenGivesUpOnAnImpostor() {
        IpcServer first = server("given").service(Echoes.echo()).start();
        IpcClient client = watched(IpcClient.to(first.endpoint()).connect());

        first.close();
        later(server("other").port(PortPolicy.fixed(first.endpoint().port())).start());

        await().until(() -> client.state() == ClientState.REFUSED);
        await().until(() -> threads().stream().noneMatch(thread -> thread.equals("loopline-client-connect")));
        assertThat(Echoes.failureOf(Echoes.start(client, "x", WaitingForTheServerTest.WAITING))
                        .reason())
                .isEqualTo("IMPOSTOR_OR_STALE");
    }

    // ---- what it costs

    @Test
    void lookingForAServerThatIsAwayIsCheap() {
        IpcServer server = echoServer("away");
        IpcClient client = watched(client("away").connect());

        server.close();
        await().until(() -> client.state() == ClientState.CONNECTING);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long search = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("loopline-client-connect"))
                .findFirst()
                .orElseThrow()
                .getId();
        long before = threads.getThreadCpuTime(search);
        await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
        Duration used = Duration.ofNanos(threads.getThreadCpuTime(search) - before);

        assertThat(used).isLessThan(Duration.ofMillis(200)); // some 10 ms on a quiet machine
        assertThat(client.state()).isEqualTo(ClientState.CONNECTING);
    }

    @Test
    void attemptsAreFewWhereAServerIsPublishedAndDoesNotAnswer() throws Exception {
        MeterRegistry registry = new SimpleMeterRegistry();
        EndpointDirectory published = EndpointDirectory.at(temporary.resolve("published"));
        IpcServer server = server("silent").start();
        try (EndpointClaim claim = published.claim(EndpointName.of("silent"))) {
            claim.publish(server.endpoint());
            IpcClient client = watched(client("silent")
                    .directory(published)
                    .metrics(IpcMetrics.in(registry))
                    .connect());

            server.close();
            await().until(() -> client.state() == ClientState.CONNECTING);
            await().pollDelay(Duration.ofSeconds(2)).until(() -> true);

            assertThat(attempts(registry, "failed")).isBetween(4.0, 40.0); // about 14
        }
    }

    @Test
    void aServerThatEndsEveryConnectionIsNotAskedAllTheTime() {
        MeterRegistry registry = new SimpleMeterRegistry();
        IpcServer server = echoServer("ending");
        IpcClient client =
                watched(client("ending").metrics(IpcMetrics.in(registry)).connect());
        client.onStateChange(change -> {
            if (change.now() == ClientState.CONNECTED) {
                await().until(() -> !server.connections().isEmpty());
                server.connections().get(0).close();
            }
        });

        await().until(() -> !server.connections().isEmpty());
        server.connections().get(0).close();
        await().pollDelay(Duration.ofSeconds(2)).until(() -> true);

        assertThat(attempts(registry, "connected")).isBetween(4.0, 40.0);
    }
}
