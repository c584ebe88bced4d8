package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.IpcServer;
import dev.loopline.endpoint.Credential;
import dev.loopline.endpoint.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A client with a token id that does not exist learns no more than one that cannot prove to know the token. */
class UnknownTokenTest extends SystemFixture {
    private static final int WARM_UP = 500;

    /** What one attempt saw: all that is the same in every hello of this server, and how it went on. */
    private record Seen(String hello, String end) {}

    /** The attempts of one kind. */
    private static final class Kind {
        final Endpoint endpoint;
        final List<Duration> untilHello = new ArrayList<>();
        final List<Duration> untilEnd = new ArrayList<>();

        Kind(Endpoint endpoint) {
            this.endpoint = endpoint;
        }

        Seen attempt(boolean counts) throws IOException {
            try (RawClient client = new RawClient(endpoint)) {
                byte[] hello = client.clientHello(endpoint);
                long start = System.nanoTime();
                byte[] answer = client.send(hello).receive(RawClient.HELLO_BYTES);
                long answered = System.nanoTime();
                byte[] auth = RawClient.clientAuth(new byte[32], hello, answer);
                long proving = System.nanoTime();
                String end = client.send(auth).awaitEnd();
                if (counts) {
                    untilEnd.add(Duration.ofNanos(System.nanoTime() - proving));
                    untilHello.add(Duration.ofNanos(answered - start));
                }
                Arrays.fill(answer, 20, 68, (byte) 0); // nonce and session id
                Arrays.fill(answer, 128, 160, (byte) 0); // proof
                return new Seen(Arrays.toString(answer), end);
            }
        }
    }

    @Test
    void b02AnUnknownTokenIdAndAWrongProofLookTheSame() throws IOException {
        compare(500);
    }

    @Test
    @Tag("slow")
    void b02AnUnknownTokenIdAndAWrongProofTakeTheSameTime() throws IOException {
        List<Kind> kinds = compare(5_000);

        assertGap(median(kinds.get(0).untilHello), median(kinds.get(1).untilHello));
        assertGap(median(kinds.get(0).untilEnd), median(kinds.get(1).untilEnd));
    }

    private static void assertGap(Duration unknown, Duration wrong) {
        assertThat(unknown.minus(wrong).abs())
                .as("gap between %s and %s", unknown, wrong)
                .isLessThan(Duration.ofNanos(20_000));
    }

    private List<Kind> compare(int rounds) throws IOException {
        IpcServer server = echoServer("b02");
        Endpoint known = server.endpoint();
        Kind wrongProof = new Kind(known);
        Kind unknownId = new Kind(Endpoints.with(
                new Credential(
                        known.credential().tokenId() ^ 1, known.credential().token()),
                known));

        for (int round = -WARM_UP; round < rounds; round++) {
            Kind first = round % 2 == 0 ? wrongProof : unknownId;
            Seen one = first.attempt(round >= 0);
            Seen other = (first == wrongProof ? unknownId : wrongProof).attempt(round >= 0);
            assertThat(one).isEqualTo(other);
        }

        awaitHandshakes("bad_proof", 2.0 * (WARM_UP + rounds));
        assertThat(handshakes()).isEqualTo(handshakes("bad_proof"));
        return List.of(unknownId, wrongProof);
    }
}
