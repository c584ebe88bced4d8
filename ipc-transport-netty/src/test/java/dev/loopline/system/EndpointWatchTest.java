package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.Visibility;
import dev.loopline.Visibility.State;
import dev.loopline.endpoint.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of servers whose files are deleted or overwritten, at the real pace of their looks. */
@Tag("one-java")
class EndpointWatchTest extends SystemFixture {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    /** Two servers at once, since the looks take their time. */
    @Test
    void c17ADeletedFileIsPublishedAgainAndAForeignOneIsLeftAndToldOf() throws IOException {
        Queue<Visibility> told = new ConcurrentLinkedQueue<>();
        IpcServer deleted = echoServer("deleted");
        IpcServer overwritten = later(server("overwritten")
                .service(Echoes.echo())
                .onVisibilityChange(told::add)
                .start());
        IpcClient session = later(client("overwritten").connect());
        Endpoint endpoint = overwritten.endpoint();
        Path file = Endpoints.file(directory(), "overwritten");
        Endpoints.edit(file, "endpoint_id=.*", "endpoint_id=00112233445566778899aabbccddeeff");
        byte[] foreign = Files.readAllBytes(file);
        long start = System.nanoTime();

        Files.delete(Endpoints.file(directory(), "deleted"));
        await().until(() -> Files.exists(Endpoints.file(directory(), "deleted")));
        await().until(() -> overwritten.visibility().state() == State.DISPLACED);
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);

        assertThat(elapsed).isLessThanOrEqualTo(TEN_SECONDS);
        try (IpcClient client = client("deleted").connect()) {
            assertThat(Echoes.call(client, "again")).isEqualTo("again");
        }
        assertThat(deleted.visibility()).isEqualTo(new Visibility(State.PUBLISHED, null));
        await().until(() -> !told.isEmpty());
        assertThat(told).containsExactly(overwritten.visibility());
        assertThat(failureToConnect(IpcClient.to(endpoint)).reason()).isEqualTo("ENDPOINT_UNREACHABLE");
        assertThat(Echoes.call(session, "lives on")).isEqualTo("lives on");
        overwritten.close();
        assertThat(file).hasBinaryContent(foreign);
    }
}
