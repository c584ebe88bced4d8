package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import com.google.protobuf.StringValue;
import dev.loopline.IpcServer;
import dev.loopline.echo.ConformanceEcho;
import dev.loopline.echo.EchoService;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.Summary;
import dev.loopline.testing.ChildJvm;
import dev.loopline.topic.SubscriptionOptions;
import dev.loopline.topic.Topic;
import dev.loopline.topic.TopicChannel;
import dev.loopline.topic.TopicEvent;
import dev.loopline.topic.TopicPattern;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ipc pub}, {@code ipc sub} and {@code ipc topics} as processes, mostly at a hub in this one. */
@Tag("one-java")
class TopicCommandsTest {
    private static final String TYPE = "loopline.echo.v1.EchoMessage";
    private static final String HI = "{\"payload\":\"aGk=\"}";
    private static final String HO = "{\"payload\":\"aG8=\"}";
    private static final Topic<EchoMessage> TOPIC = Topic.of("photo.done", EchoMessage.getDefaultInstance());

    private Cli cli;
    private IpcServer hub;

    @BeforeEach
    void startHub(@TempDir Path temporary) throws IOException {
        cli = Cli.in(temporary);
        hub = IpcServer.named("test/hub")
                .directory(EndpointDirectory.at(cli.directory()))
                .service(EchoService.of(new ConformanceEcho()))
                .topic(Topic.of("declared", StringValue.getDefaultInstance()))
                .start();
    }

    @AfterEach
    void stopHub() {
        hub.close();
    }

    @Test
    void threeTerminalsShowAnEventLiveAndCtrlCEndsInOrder() throws Exception {
        try (ChildJvm server = cli.serve("test/three");
                ChildJvm sub = cli.start("sub", "test/three", "photo.>")) {
            awaitError(sub, "ipc: subscribed to photo.>");

            Cli.Result pub = cli.run("pub", "test/three", "photo.a", "--type", TYPE, "-d", HI + "\n" + HO, "-d", HI);

            assertThat(pub.err()).isEmpty();
            assertThat(pub.exitCode()).isZero();
            assertThat(pub.out().lines()).hasSize(3).containsOnly("photo.a: published to 1 subscription");
            assertThat(List.of(line(sub), line(sub), line(sub)))
                    .containsExactly("photo.a " + HI, "photo.a " + HO, "photo.a " + HI);
            sub.signal("INT");
            assertThat(sub.awaitExit(Cli.PATIENCE)).isZero();
            assertThat(sub.errorLines())
                    .contains("ipc: subscribed to photo.>")
                    .noneMatch(line -> line.contains("WARN"));
            assertThat(server.isAlive()).isTrue();
        }
    }

    @Test
    void serverThatEndsIsWaitedForAndItsSuccessorToldApart() throws Exception {
        try (ChildJvm first = cli.serve("test/killed");
                ChildJvm sub = cli.start("sub", "test/killed", "photo.done", "--json", "--count", "1")) {
            awaitError(sub, "ipc: subscribed to photo.done");

            first.kill9();
            awaitError(sub, "ipc: no connection to test/killed any more; waiting for the server");
            try (ChildJvm second = cli.serve("test/killed")) {
                assertThat(line(sub)).isEqualTo("{\"gap\":0,\"cause\":\"RECONNECT\"}");
                awaitError(sub, "ipc: connected to test/killed again");
                Cli.Result call =
                        cli.run("call", "test/killed", "Echo/Emit", "-d{\"topic\":\"photo.done\",\"count\":1}");

                assertThat(call.exitCode()).isZero();
                assertThat(line(sub)).contains("\"message\":{\"payload\":\"\"}");
                assertThat(sub.awaitExit(Cli.PATIENCE)).isZero();
                assertThat(second.isAlive()).isTrue();
            }
        }
    }

    @Test
    void subBeginsWithWhatIsKeptAndEndsAfterCount() throws Exception {
        TopicChannel<EchoMessage> channel = hub.topic(TOPIC.retained().keyedBy(event -> "k"));
        channel.publish(event("hi"));

        try (ChildJvm sub = cli.start("sub", "test/hub", "photo.*", "--retained", "--json", "--count", "2")) {
            awaitError(sub, "ipc: subscribed to photo.*");
            channel.publish(event("ho"));
            channel.publish(event("not this one"));

            assertThat(line(sub))
                    .isEqualTo("{\"topic\":\"photo.done\",\"type\":\"" + TYPE
                            + "\",\"key\":\"k\",\"retained\":true,\"message\":" + HI + "}");
            assertThat(line(sub)).contains("\"retained\":false").contains(HO);
            assertThat(sub.awaitExit(Cli.PATIENCE)).isZero();
        }
    }

    @Test
    void eventsOfATypeThatNobodyDescribesAreBase64AndThatIsSaidOnce() {
        IpcServer silent = IpcServer.named("test/silent")
                .directory(EndpointDirectory.at(cli.directory()))
                .start();
        Topic<StringValue> topic = Topic.of("note", StringValue.getDefaultInstance());
        StringValue note = StringValue.of("x");
        try (silent;
                ChildJvm unknown = cli.start("sub", "test/silent", ">");
                ChildJvm known = cli.start("sub", "test/hub", ">", "--count", "1")) {
            awaitError(unknown, "ipc: subscribed to >");
            awaitError(known, "ipc: subscribed to >");

            silent.topic(topic).publish(note);
            silent.topic(topic).publish(note);
            hub.topic(topic).publish(note);

            assertThat(line(unknown)).isEqualTo("note CgF4");
            assertThat(line(unknown)).isEqualTo("note CgF4");
            assertThat(unknown.errorLines())
                    .filteredOn(line -> line.contains("base64"))
                    .containsExactly("ipc: events of google.protobuf.StringValue are shown as base64:"
                            + " the server does not describe them");
            assertThat(line(known)).isEqualTo("note \"x\"");
            assertThat(known.awaitExit(Cli.PATIENCE)).isZero();
        }
    }

    @Test
    void whatIsMissingStandsInItsPlaceAndAddsUp() {
        int published = 100_000;
        try (ChildJvm sub = cli.start("sub", "test/hub", "photo.done", "--json")) {
            awaitError(sub, "ipc: subscribed to photo.done");
            TopicChannel<EchoMessage> channel = hub.topic(TOPIC);

            for (int i = 0; i < published; i++) {
                channel.publish(event("event " + i)); // nobody reads standard output meanwhile
            }

            long gaps = 0;
            long told = 0;
            while (told < published) {
                JsonObject next = JsonParser.parseString(line(sub)).getAsJsonObject();
                if (next.has("gap")) {
                    assertThat(next.get("cause").getAsString()).isEqualTo("OVERFLOW");
                    gaps += next.get("gap").getAsLong();
                    told += next.get("gap").getAsLong();
                } else {
                    String payload =
                            next.getAsJsonObject("message").get("payload").getAsString();
                    assertThat(payload).isEqualTo(base64("event " + told)); // so many came before it, or were missed
                    told++;
                }
            }
            assertThat(told).isEqualTo(published);
            assertThat(gaps).isPositive();
        }
    }

    @Test
    void standardOutputThatIsClosedEndsTheSubscription() {
        assumeThat(Path.of("/bin/bash")).as("bash").exists();
        List<String> firstLine = List.of("/bin/bash", "-c", "set -o pipefail; \"$@\" | head -n 1", "bash");
        Map<String, String> environment =
                Map.of("LOOPLINE_RUNTIME_DIR", cli.directory().toString());
        try (ChildJvm sub =
                ChildJvm.start(firstLine, environment, Main.class, List.of(), "sub", "test/hub", "photo.done")) {
            awaitError(sub, "ipc: subscribed to photo.done");

            await().atMost(Cli.PATIENCE).until(() -> {
                hub.topic(TOPIC).publish(event("x"));
                return !sub.isAlive();
            });

            assertThat(sub.awaitExit(Cli.PATIENCE)).isEqualTo(1);
            assertThat(sub.errorLines()).anyMatch(line -> line.contains("OUTPUT_CLOSED"));
        }
    }

    @Test
    void pubTakesTheTypeOfATopicThatIsThereAndKeepsAsItDoes() throws Exception {
        hub.topic(TOPIC.retained()).publish(event("first"));
        Queue<TopicEvent<EchoMessage>> received = new ConcurrentLinkedQueue<>();
        hub.subscribe(
                TopicPattern.of("photo.>", EchoMessage.getDefaultInstance()),
                SubscriptionOptions.DEFAULT,
                received::add);

        Cli.Result pub =
                cli.runWithInput(HI + "\n\n" + HO + "\n", "pub", "test/hub", "photo.done", "--key", "ä", "--json");

        assertThat(pub.err()).isEmpty();
        assertThat(pub.out().lines())
                .hasSize(2)
                .containsOnly("{\"topic\":\"photo.done\",\"type\":\"" + TYPE + "\",\"subscriptions\":1}");
        await().until(() -> received.size() == 2);
        assertThat(received).extracting(TopicEvent::key).containsOnly("ä");
        assertThat(received).extracting(TopicEvent::message).containsExactly(event("hi"), event("ho"));
        assertThat(hub.topics("photo.done").get(0).getRetained()).isEqualTo(2); // with the key, and without one
    }

    @Test
    void pubSaysWhatIsWrongWithATypeOrAnEvent() throws Exception {
        Cli.Result none = cli.run("pub", "test/hub", "photo.done", "-d", HI);
        Cli.Result unknown = cli.run("pub", "test/hub", "photo.done", "--type", "photo.v1.Progress", "--json");
        Cli.Result bad = cli.run("pub", "test/hub", "photo.done", "--type", TYPE, "-d", HI + "\n{\"load\": 1}");

        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err().strip())
                .isEqualTo("ipc: topic photo.done: has no type yet, since nobody publishes to it (expected: --type)");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.jsonError().get("reason").getAsString()).isEqualTo("UNKNOWN_TYPE");
        assertThat(bad.exitCode()).isEqualTo(2);
        assertThat(bad.out().strip()).isEqualTo("photo.done: published to 0 subscriptions");
        assertThat(bad.err().strip())
                .isEqualTo("ipc: --data, line 2: field of " + TYPE + ": load (expected: one of payload)");
    }

    @Test
    void pubThatTheHubRefusesIsAFailureWithItsReason() throws Exception {
        hub.topic(Topic.of("photo.done", Summary.getDefaultInstance())).publish(Summary.getDefaultInstance());

        Cli.Result otherType = cli.run("pub", "test/hub", "photo.done", "--type", TYPE, "-d", HI, "--json");
        Cli.Result reserved = cli.run("pub", "test/hub", "loopline.mine", "--type", TYPE, "-d", HI);

        assertThat(otherType.exitCode()).isEqualTo(1);
        assertThat(otherType.out()).isEmpty();
        assertThat(otherType.jsonError().get("reason").getAsString()).isEqualTo("TOPIC_TYPE");
        assertThat(otherType.jsonError().get("message").getAsString())
                .contains(TYPE)
                .contains("loopline.echo.v1.Summary");
        assertThat(reserved.exitCode()).isEqualTo(1);
        assertThat(reserved.err()).startsWith("ipc: PERMISSION_DENIED (TOPIC_RESERVED");
    }

    @Test
    void topicsAreATableOrAnArray() throws Exception {
        Cli.Result nothing = cli.run("topics", "test/hub", "photo.>");
        hub.topic(TOPIC.retained()).publish(event("x"));
        hub.topic(TOPIC).subscribe(event -> {});

        Cli.Result table = cli.run("topics", "test/hub");
        Cli.Result json = cli.run("topics", "test/hub", "photo.>", "--json");

        assertThat(nothing.exitCode()).isZero();
        assertThat(nothing.out()).isEmpty();
        assertThat(nothing.err().strip()).isEqualTo("ipc: nobody publishes to photo.>, and nothing is kept");
        assertThat(table.out().lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly("TOPIC TYPE PUBLISHERS SUBSCRIPTIONS KEPT", "photo.done " + TYPE + " 1 1 1");
        assertThat(json.out().strip())
                .isEqualTo("[{\"topic\":\"photo.done\",\"type\":\"" + TYPE
                        + "\",\"publishers\":1,\"subscriptions\":1,\"kept\":1}]");
    }

    private static EchoMessage event(String text) {
        return EchoMessage.newBuilder()
                .setPayload(ByteString.copyFromUtf8(text))
                .build();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String line(ChildJvm child) {
        return child.awaitLine(".*", Cli.PATIENCE);
    }

    private static void awaitError(ChildJvm child, String line) {
        await().atMost(Cli.PATIENCE)
                .untilAsserted(() -> assertThat(child.errorLines()).contains(line));
    }
}
