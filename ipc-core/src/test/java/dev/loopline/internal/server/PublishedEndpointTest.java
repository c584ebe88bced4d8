package dev.loopline.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.loopline.Status;
import dev.loopline.StatusException;
import dev.loopline.Visibility;
import dev.loopline.Visibility.State;
import dev.loopline.endpoint.Credential;
import dev.loopline.endpoint.Endpoint;
import dev.loopline.endpoint.EndpointClaim;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.endpoint.EndpointId;
import dev.loopline.endpoint.EndpointName;
import dev.loopline.endpoint.ProcessIdentity;
import dev.loopline.internal.handshake.ServerHandshake;
import dev.loopline.internal.handshake.TokenTable;
import dev.loopline.testing.ManualScheduler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a server looks after its endpoint file, with a clock that the test moves. */
class PublishedEndpointTest {
    private static final EndpointName NAME = EndpointName.of("watched");
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    @TempDir
    private Path parent;

    private final ManualScheduler scheduler = new ManualScheduler();
    private final List<Visibility> changes = new ArrayList<>();
    private int displacements;
    private EndpointDirectory directory;
    private Path file;
    private Endpoint first;
    private TokenTable tokens;
    private PublishedEndpoint published;

    @BeforeEach
    void publish() {
        directory = EndpointDirectory.at(parent.resolve("run"));
        file = directory.path().resolve("watched.endpoint");
        first = new Endpoint(
                NAME,
                EndpointId.random(),
                List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 62_893)),
                Credential.random(),
                ProcessIdentity.current(),
                "",
                Instant.parse("2026-01-31T12:00:00Z"));
        tokens = new TokenTable(first.credential(), scheduler::nanoTime);
        published = publishedBy(directory.claim(NAME));
    }

    private PublishedEndpoint publishedBy(EndpointClaim claim) {
        PublishedEndpoint made =
                new PublishedEndpoint(claim, tokens, first, scheduler, new PublishedEndpoint.Watcher() {
                    @Override
                    public void onDisplaced() {
                        displacements++;
                    }

                    @Override
                    public void onChange(Visibility now) {
                        changes.add(now);
                    }
                });
        made.publish();
        return made;
    }

    @AfterEach
    void close() {
        published.close();
        scheduler.advance(Duration.ofMinutes(5));
        assertThat(scheduler.timers()).isZero();
    }

    @Test
    void c17AFileThatWasDeletedIsThereAgainWithinTenSeconds() throws IOException {
        Files.delete(file);

        scheduler.advance(TEN_SECONDS);

        assertThat(directory.find(NAME)).isEqualTo(first);
        assertThat(published.visibility()).isEqualTo(new Visibility(State.PUBLISHED, null));
        assertThat(changes).isEmpty();
    }

    @Test
    void c17AForeignFileIsLeftAloneAndNobodyIsLetInAnyMore() throws IOException {
        byte[] foreign = "foreign".getBytes(StandardCharsets.UTF_8);
        Files.write(file, foreign);

        scheduler.advance(TEN_SECONDS);
        published.close();

        assertThat(file).hasBinaryContent(foreign);
        assertThat(displacements).isEqualTo(1);
        assertThat(changes).singleElement().satisfies(change -> {
            assertThat(change.state()).isEqualTo(State.DISPLACED);
            assertThat(change.problem()).extracting(Status::reason).isEqualTo("ENDPOINT_REPLACED");
            assertThat(change.problem())
                    .extracting(Status::message)
                    .asString()
                    .contains(file + ": not what this process published", "left as it is");
        });
    }

    @Test
    void aDisplacedServerIsNotPublishedAgainEvenIfTheForeignFileGoes() throws IOException {
        Files.write(file, new byte[0]);
        scheduler.advance(TEN_SECONDS);
        Files.delete(file);

        scheduler.advance(Duration.ofMinutes(1));

        assertThat(file).doesNotExist();
        assertThat(published.visibility().state()).isEqualTo(State.DISPLACED);
        assertThat(displacements).isEqualTo(1);
    }

    @Test
    void whatCannotBeMendedIsToldOnceAndTriedUntilItCan() throws IOException {
        Files.delete(file);
        Files.setPosixFilePermissions(directory.path(), PosixFilePermissions.fromString("rwxrwxrwx"));

        scheduler.advance(Duration.ofMinutes(3));
        assertThat(file).doesNotExist();
        assertThat(published.visibility().state()).isEqualTo(State.HIDDEN);
        Files.setPosixFilePermissions(directory.path(), PosixFilePermissions.fromString("rwx------"));
        scheduler.advance(TEN_SECONDS);

        assertThat(directory.find(NAME)).isEqualTo(first);
        assertThat(changes).extracting(Visibility::state).containsExactly(State.HIDDEN, State.PUBLISHED);
        assertThat(changes.get(0).problem()).extracting(Status::reason).isEqualTo("ENDPOINT_UNSAFE");
        assertThat(displacements).isZero();
    }

    @Test
    void aFormerVersionOfTheFileIsReplacedByTheLatest() throws IOException {
        byte[] former = Files.readAllBytes(file);
        published.rotateToken(Duration.ZERO);
        Files.write(file, former);

        scheduler.advance(TEN_SECONDS);

        assertThat(directory.find(NAME)).isEqualTo(published.endpoint()).isNotEqualTo(first);
        assertThat(changes).isEmpty();
    }

    @Test
    void b11ANewTokenIsPublishedAndTheFormerOneEndsWithItsGrace() {
        published.rotateToken(TEN_SECONDS);

        Endpoint now = directory.find(NAME);
        assertThat(now).isEqualTo(published.endpoint());
        assertThat(now.id()).isEqualTo(first.id());
        assertThat(now.credential()).isNotEqualTo(first.credential());
        assertThat(tokens.find(first.credential().tokenId())).isNotNull();
        scheduler.advance(TEN_SECONDS);
        assertThat(tokens.find(first.credential().tokenId())).isNull();
        assertThat(tokens.find(now.credential().tokenId())).isEqualTo(ServerHandshake.Known.of(now.credential()));
        assertThat(tokens.size()).isEqualTo(1);
    }

    @Test
    void aTokenThatCannotBePublishedChangesNothing() throws IOException {
        Files.write(file, new byte[0]);

        StatusException failure =
                catchThrowableOfType(StatusException.class, () -> published.rotateToken(Duration.ZERO));

        assertThat(failure.reason()).isEqualTo("ENDPOINT_REPLACED");
        assertThat(published.endpoint()).isEqualTo(first);
        assertThat(tokens.find(first.credential().tokenId())).isNotNull();
        assertThat(tokens.size()).isEqualTo(1);
    }

    @Test
    void nothingIsWrittenOnceItIsWithdrawn() {
        published.withdraw();

        scheduler.advance(Duration.ofMinutes(1));

        assertThat(file).doesNotExist();
        assertThat(published.visibility().state()).isEqualTo(State.WITHDRAWN);
        assertThatIllegalStateException()
                .isThrownBy(() -> published.rotateToken(Duration.ZERO))
                .withMessage("server watched: closed (expected: open)");
    }

    @Test
    void closingEndsAlsoIfTheFileCannotBeDeleted() throws IOException {
        Files.delete(file);
        Files.createDirectory(file);

        published.close();

        assertThat(file).isDirectory();
        Files.delete(file);
        directory.claim(NAME).close();
    }
}
