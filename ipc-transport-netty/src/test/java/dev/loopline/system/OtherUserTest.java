package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.IpcServer;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.endpoint.Credential;
import dev.loopline.endpoint.Endpoint;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.endpoint.PortPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Real processes of another user, who can see the ports but not the files. */
@Tag("one-java")
class OtherUserTest extends SystemFixture {
    private final AtomicInteger handled = new AtomicInteger();
    private final ServiceDefinition counting = Echoes.serving((request, call) -> {
        handled.incrementAndGet();
        return request;
    });

    private OtherUser stranger;

    @BeforeEach
    void comeIn() throws IOException {
        stranger = later(new OtherUser());
    }

    @Override
    EndpointDirectory directory() {
        return EndpointDirectory.at(stranger.home().resolve("run"));
    }

    private static List<String> secretsOf(Endpoint endpoint) {
        return triple(endpoint, endpoint.credential());
    }

    private static List<String> triple(Endpoint endpoint, Credential credential) {
        return List.of(
                endpoint.id().toString(),
                HexFormat.of().toHexDigits(credential.tokenId()),
                HexFormat.of().formatHex(credential.token().bytes()));
    }

    private List<String> tries(Endpoint endpoint, List<String> secrets) throws IOException, InterruptedException {
        List<String> args = new ArrayList<>(
                List.of(directory().path().toString(), endpoint.name().value(), Integer.toString(endpoint.port())));
        args.addAll(secrets);
        return stranger.run(StrangerProcess.class, args.toArray(String[]::new)).stream()
                .filter(line -> line.matches("(file|lock|name|client|raw|done).*"))
                .toList();
    }

    @Test
    void b16AnotherUserWithoutTheTokenDoesNotGetIn() throws Exception {
        IpcServer server = later(server("b16").service(counting).start());
        Endpoint endpoint = server.endpoint();
        // What can be seen on the wire, by whom it may be: the ids are no secrets.
        Credential guessed = new Credential(
                endpoint.credential().tokenId(), Credential.random().token());

        List<String> outcome = tries(endpoint, triple(endpoint, guessed));

        assertThat(outcome)
                .containsExactly(
                        "file AccessDeniedException",
                        "lock AccessDeniedException",
                        "name ENDPOINT_UNSAFE",
                        "client IMPOSTOR_OR_STALE",
                        "raw 0",
                        "done");
        awaitHandshakes("bad_proof", 1);
        assertThat(handshakes("accepted")).isZero();
        assertThat(server.connections()).isEmpty();
        assertThat(handled).hasValue(0);
    }

    @Test
    void b16AnotherUserWithTheTokenOfADeadInstanceDoesNotGetIn() throws Exception {
        Endpoint dead;
        try (IpcServer server = server("b16").service(counting).start()) {
            dead = server.endpoint();
        }
        IpcServer server = later(server("b16")
                .service(counting)
                .port(PortPolicy.fixed(dead.port()))
                .start());
        Endpoint endpoint = server.endpoint();
        List<String> secrets = new ArrayList<>(secretsOf(dead));
        secrets.addAll(triple(endpoint, dead.credential()));
        secrets.addAll(triple(
                endpoint,
                new Credential(
                        endpoint.credential().tokenId(), dead.credential().token())));

        List<String> outcome = tries(endpoint, secrets);

        assertThat(outcome.subList(3, outcome.size()))
                .containsExactly(
                        "client IMPOSTOR_OR_STALE",
                        "raw 0",
                        "client IMPOSTOR_OR_STALE",
                        "raw 0",
                        "client IMPOSTOR_OR_STALE",
                        "raw 0",
                        "done");
        awaitHandshakes("bad_proof", 3);
        assertThat(handshakes("accepted")).isZero();
        assertThat(server.connections()).isEmpty();
        assertThat(handled).hasValue(0);
    }

    /** That the stranger fails for want of the token, and of nothing else. */
    @Test
    void withTheTokenItWouldGetIn() throws Exception {
        IpcServer server = later(server("b16").service(counting).start());

        List<String> outcome = tries(server.endpoint(), secretsOf(server.endpoint()));

        assertThat(outcome).endsWith("client connected in", "done");
        assertThat(handled).hasValue(1);
    }
}
