package dev.loopline.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.StatusException;
import dev.loopline.call.ResponseStream;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.examples.demo.v1.FileFactsClient;
import dev.loopline.examples.demo.v1.FileFactsService;
import dev.loopline.examples.demo.v1.ScanItem;
import dev.loopline.examples.demo.v1.ScanRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stream of what is in a directory, over a connection. */
class ScanTest {
    private static final int FILES = 3_000;
    private static final String LONG = "n".repeat(200);

    private final Path tree;
    private final EndpointDirectory runtime;
    private IpcServer server;
    private IpcClient client;
    private FileFactsClient facts;

    ScanTest(@TempDir Path temp) throws IOException {
        tree = Files.createDirectory(temp.resolve("tree"));
        runtime = EndpointDirectory.at(temp.resolve("run"));
    }

    @BeforeEach
    void connect() {
        server = IpcServer.named("test/scan")
                .directory(runtime)
                .service(FileFactsService.of(new FileFactsHandler(new ProgressReport(0))))
                .start();
        client = IpcClient.named("test/scan").directory(runtime).connect();
        facts = FileFactsClient.on(client);
    }

    @AfterEach
    void end() {
        client.close();
        server.close();
    }

    @Test
    void goesOnAfterTheLastItemThatCame() throws IOException {
        Files.writeString(tree.resolve("a"), "one");
        Files.createSymbolicLink(tree.resolve("b"), Path.of("nowhere"));
        Files.writeString(Files.createDirectory(tree.resolve("c")).resolve("d"), "three");

        List<ScanItem> all = scan("");

        assertThat(all)
                .containsExactly(
                        item("a").setSizeBytes(3).build(),
                        item("b").setSkipped("FILE_SYMBOLIC_LINK").build(),
                        item("c/d").setSizeBytes(5).build());
        assertThat(scan(all.get(0).getUri())).isEqualTo(all.subList(1, 3));
        assertThat(scan(all.get(2).getUri())).isEmpty();
    }

    @Test
    void doesNotRunAheadOfItsReader() throws IOException {
        for (int i = 0; i < FILES; i++) {
            Files.createFile(tree.resolve(LONG + i));
        }

        try (ResponseStream<ScanItem> items = facts.scan(request("").build())) {
            ScanItem first = items.next();
            await().pollDelay(Duration.ofMillis(300)).until(() -> true); // time to run ahead
            for (int i = 0; i < FILES; i++) {
                Files.delete(tree.resolve(LONG + i)); // only what is looked at later is gone
            }
            List<ScanItem> rest = new ArrayList<>();
            items.forEach(rest::add);

            assertThat(rest).hasSize(FILES - 1);
            assertThat(rest.stream().filter(ScanItem::hasSizeBytes).count())
                    .isLessThanOrEqualTo((256 << 10) / first.getSerializedSize());
            assertThat(rest.get(FILES - 2).getSkipped()).isEqualTo("FILE_VANISHED");
        }
    }

    @Test
    void refusesToGoOnInAnotherDirectory() {
        String elsewhere = tree.resolveSibling("elsewhere").toUri().toString();

        assertThatThrownBy(() -> scan(elsewhere)).isInstanceOf(StatusException.class);
    }

    private List<ScanItem> scan(String afterUri) {
        List<ScanItem> all = new ArrayList<>();
        try (ResponseStream<ScanItem> items = facts.scan(request(afterUri).build())) {
            items.forEach(all::add);
        }
        return all;
    }

    private ScanRequest.Builder request(String afterUri) {
        return ScanRequest.newBuilder().setUri(tree.toUri().toString()).setAfterUri(afterUri);
    }

    private ScanItem.Builder item(String name) {
        return ScanItem.newBuilder().setUri(tree.resolve(name).toUri().toString());
    }
}
