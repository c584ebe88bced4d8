package dev.loopline.endpoint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointFileTest {
    private static final long SEED = 20_260_131;
    private static final ProcessIdentity PROCESS =
            new ProcessIdentity(4711, 123_456, "0f6d3f4e-58a1-4b2c-9d3e-0123456789ab", "4026531840", "4026531836");

    private final Endpoint endpoint = Samples.endpoint(Samples.NAME, PROCESS);
    private final byte[] file = EndpointFile.encode(endpoint);

    @Test
    void writesTheLinesOfTheDocumentInTheirOrder() {
        assertThat(new String(file, UTF_8).lines())
                .containsExactly(
                        "format=1",
                        "name=photo/thumbs",
                        "endpoint_id=" + endpoint.id(),
                        "host=127.0.0.1,::1",
                        "port=62893",
                        "uds=",
                        "token_id="
                                + String.format("%016x", endpoint.credential().tokenId()),
                        "token=" + endpoint.credential().token().encoded(),
                        "security=none",
                        "cert_sha256=",
                        "pid=4711",
                        "pid_start_ticks=123456",
                        "boot_id=0f6d3f4e-58a1-4b2c-9d3e-0123456789ab",
                        "net_ns=4026531840",
                        "pid_ns=4026531836",
                        "protocol=1-1",
                        "application=photo/1.2",
                        "created_at=2026-01-31T12:00:00Z",
                        "crc32c=" + EndpointFileLines.checksum(file, file.length - "crc32c=00000000\n".length()));
    }

    @Test
    void readsWhatItWrote() throws MalformedFileException {
        Random random = new Random(SEED);
        for (int i = 0; i < 500; i++) {
            Endpoint written = randomEndpoint(random);

            Endpoint read = EndpointFile.decode(EndpointFile.encode(written));

            assertThat(read).isEqualTo(written);
        }
    }

    @Test
    void theLargestEndpointFits() {
        Endpoint largest = new Endpoint(
                EndpointName.of("n".repeat(EndpointName.MAX_BYTES)),
                EndpointId.random(),
                List.of(Samples.v4(65_535), Samples.v6(65_535)),
                Credential.random(),
                new ProcessIdentity(Long.MAX_VALUE, Long.MAX_VALUE, PROCESS.bootId(), "9".repeat(20), "9".repeat(20)),
                "a".repeat(Endpoint.MAX_APPLICATION_BYTES),
                Instant.MAX);

        assertThat(EndpointFile.encode(largest)).hasSizeLessThan(EndpointFile.MAX_BYTES / 2);
    }

    @Test
    void c07RefusesAFileCutAtAnyByte() {
        for (int length = 0; length < file.length; length++) {
            assertRefused(Arrays.copyOf(file, length));
        }
    }

    @Test
    void c07RefusesAFileWithAnyBitFlipped() {
        for (int i = 0; i < file.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = file.clone();
                flipped[i] ^= (byte) (1 << bit);
                assertRefused(flipped);
            }
        }
    }

    // With the checksum put right, so that what lies behind it is reached.
    @Test
    void c07ReadsOrRefusesAFileWithRandomChangesAndNeverFailsOtherwise() {
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(new String(file, ISO_8859_1));
            int end = text.lastIndexOf("crc32c=");
            for (int changes = random.nextInt(3); changes >= 0; changes--) {
                int at = random.nextInt(end);
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                    case 1 -> text.insert(at, (char) random.nextInt(128));
                    default -> text.deleteCharAt(at);
                }
                end = text.lastIndexOf("crc32c=");
            }
            byte[] changed = Samples.withChecksum(text.toString());

            Throwable thrown = catchThrowable(() -> EndpointFile.decode(changed));

            if (thrown != null) {
                assertThat(thrown).isInstanceOf(MalformedFileException.class);
                assertThat(thrown.getMessage()).doesNotContain(tokenPart());
            }
        }
    }

    @Test
    void c07RefusesGarbage() {
        Random random = new Random(SEED);
        for (int i = 0; i < 2_000; i++) {
            byte[] garbage = new byte[random.nextInt(EndpointFile.MAX_BYTES + 2)];
            random.nextBytes(garbage);
            assertRefused(garbage);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "format       | format=2                      | line 1: format: \"2\" (expected: 1)",
                "name         | name=Photo                    | line 2: name: \"Photo\" (expected: an endpoint name)",
                "name         | name=a/../b                   | line 2: name: \"a/../b\" (expected: an endpoint name)",
                "endpoint_id  | endpoint_id=0f                | line 3: endpoint_id: \"0f\" (expected: 32 of 0-9 a-f)",
                "token_id     | token_id=0F6d3f4e58a14b2c     | (expected: 16 of 0-9 a-f)",
                "token        | token=                        | token: wrong (expected: 43 characters of base64url",
                "token        | token=c2hvcnQ                 | token: wrong (expected: 43 characters of base64url",
                "security     | security=tls1.3               | line 9: security: \"tls1.3\" (expected: none)",
                "cert_sha256  | cert_sha256=00                | (expected: nothing, since security is none)",
                "pid          | pid=0                         | line 11: pid: \"0\" (expected: a number of 1..",
                "pid          | pid=-1                        | line 11: pid: \"-1\"",
                "pid          | pid=+1                        | line 11: pid: \"+1\"",
                "pid          | pid=007                       | without sign and leading zeros",
                "pid          | pid=99999999999999999999      | line 11: pid:",
                "pid          | pid=\u0661                    | line 11: pid:",
                "pid          | pid= 1                        | line 11: pid:",
                "boot_id      | boot_id=x                     | line 13: boot_id: \"x\"",
                "net_ns       | net_ns=net:[1]                | line 14: net_ns:",
                "protocol     | protocol=1                    | line 16: protocol:",
                "created_at   | created_at=yesterday          | line 18: created_at:",
                "created_at   | created_at=2026-01-31T12:00:00.000Z | without zeros that say nothing",
                "port         | uds=                          | line 5: uds (expected: port)",
                "port         | port                          | line 5: not of the form key=value",
                "port         | Port=1                        | line 5: not of the form key=value",
                "port         | host=127.0.0.1                | line 5: host again (expected: each key once)",
            })
    void namesTheLineAndTheProblem(String key, String line, String message) {
        byte[] changed = Samples.fileWith(endpoint, key, line);

        assertThatThrownBy(() -> EndpointFile.decode(changed))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "format",
                "name",
                "endpoint_id",
                "host",
                "port",
                "uds",
                "token_id",
                "token",
                "security",
                "cert_sha256",
                "pid",
                "pid_start_ticks",
                "boot_id",
                "net_ns",
                "pid_ns",
                "protocol",
                "application",
                "created_at"
            })
    void c07RefusesAFileWithoutAKeyOrWithItTwice(String key) {
        String line = new String(file, UTF_8)
                .lines()
                .filter(l -> l.startsWith(key + "="))
                .findFirst()
                .orElseThrow();

        assertRefused(Samples.fileWith(endpoint, key, ""));
        assertRefused(Samples.fileWith(endpoint, key, line + "\n" + line));
        assertRefused(Samples.fileWith(endpoint, "crc32c", line + "\ncrc32c="));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost", "example.com", "0.0.0.0", "::", "10.0.0.1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "127.1",
                "2130706433", "0x7f000001", "127.0.0.01", "127.0.0.256", "127.0.0.1.", "[::1]", "0:0:0:0:0:0:0:1",
                        "::1%lo",
                "", ",", "127.0.0.1,", "127.0.0.1,127.0.0.1", "127.0.0.1,::1,127.0.0.2", "127.0.0.1 ,::1", "128.0.0.1"
            })
    void c08RefusesAHostThatIsNoLoopbackLiteral(String host) {
        assertRefused(Samples.fileWith(endpoint, "host", "host=" + host));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "-1", "", "99999999999", "080"})
    void c08RefusesAPortOutOfRange(String port) {
        assertThatThrownBy(() -> EndpointFile.decode(Samples.fileWith(endpoint, "port", "port=" + port)))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageStartingWith("line 5: port: \"" + port + "\" (expected: a number of 1..65535");
    }

    @Test
    void c07RefusesCarriageReturnsNulAndByteOrderMark() {
        String text = new String(file, UTF_8);

        assertRefused(Samples.withChecksum(text.replace("\n", "\r\n")));
        assertRefused(Samples.withChecksum(text.replace("photo/1.2", "photo\0")));
        assertRefused(Samples.withChecksum("\u00ef\u00bb\u00bf" + text));
        assertRefused((text + "\n").getBytes(UTF_8));
        assertRefused((text + "more=1\n").getBytes(UTF_8));
    }

    @Test
    void readsAFileWithKeysOfALaterVersion() throws MalformedFileException {
        byte[] later = Samples.fileWith(endpoint, "crc32c", "shm=ring\nrole=main\ncrc32c=");

        assertThat(EndpointFile.decode(later)).isEqualTo(endpoint);
    }

    @Test
    void tellsAFileOfALaterVersionFromABrokenOne() {
        assertThatThrownBy(() -> EndpointFile.decode(Samples.fileWith(endpoint, "format", "format=2")))
                .isInstanceOfSatisfying(MalformedFileException.class, e -> assertThat(e.fromLaterVersion())
                        .isTrue());
        assertThatThrownBy(() -> EndpointFile.decode(Samples.fileWith(endpoint, "security", "security=tls1.3")))
                .isInstanceOfSatisfying(MalformedFileException.class, e -> assertThat(e.fromLaterVersion())
                        .isTrue());
    }

    @Test
    void doesNotWriteWhatItWouldNotRead() {
        Endpoint forged = Samples.endpoint(Samples.NAME, new ProcessIdentity(1, 1, "x\npid=2", "", ""));

        assertThatThrownBy(() -> EndpointFile.encode(forged)).isInstanceOf(IllegalArgumentException.class);
    }

    private void assertRefused(byte[] bytes) {
        Throwable thrown = catchThrowable(() -> EndpointFile.decode(bytes));

        assertThat(thrown).isInstanceOf(MalformedFileException.class);
        assertThat(thrown.getMessage()).doesNotContain(tokenPart());
    }

    private String tokenPart() {
        return endpoint.credential().token().encoded().substring(10, 20);
    }

    private static Endpoint randomEndpoint(Random random) {
        int port = 1 + random.nextInt(65_535);
        return new Endpoint(
                EndpointName.of("a" + Integer.toString(random.nextInt(10_000), 36) + "/b"),
                EndpointId.random(),
                random.nextBoolean() ? List.of(Samples.v6(port)) : List.of(Samples.v6(port), Samples.v4(port)),
                Credential.random(),
                random.nextBoolean() ? PROCESS : new ProcessIdentity(-1, -1, "", "", ""),
                random.nextBoolean() ? "" : "caf\u00e9 \u4f60/\ud83d\ude00=1",
                Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)));
    }
}
