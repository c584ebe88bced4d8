package dev.loopline.internal.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.endpoint.EndpointId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The published vectors, which clients in other languages are written against, read from where they are published. */
class HandshakeVectorsTest {
    private static final Path FILE = Path.of("..", "docs", "handshake-vectors.txt");
    private static final HexFormat HEX = HexFormat.of();

    private final Map<String, byte[]> vectors = read();

    private static Map<String, byte[]> read() {
        Map<String, byte[]> vectors = new HashMap<>();
        try {
            for (String line : Files.readAllLines(FILE)) {
                if (line.startsWith("with cb_type=1")) {
                    String[] words = line.split(" +", -1);
                    vectors.put("sproof with cb", HEX.parseHex(words[4]));
                    vectors.put("cproof with cb", HEX.parseHex(words[6]));
                } else if (!line.startsWith("#")) {
                    String[] words = line.split(" +", -1);
                    vectors.put(words[0], HEX.parseHex(words[1]));
                }
            }
        } catch (IOException e) {
            throw new AssertionError("cannot read " + FILE, e);
        }
        return vectors;
    }

    private static byte[] rising(int first, int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (first + i);
        }
        return bytes;
    }

    private byte[] vector(String name) {
        return vectors.get(name);
    }

    @Test
    void derivesOneKeyForEachDirection() {
        assertThat(Proofs.serverKey(vector("token"))).isEqualTo(vector("K_srv"));
        assertThat(Proofs.clientKey(vector("token"))).isEqualTo(vector("K_cli"));
    }

    @Test
    void encodesAndDecodesTheClientHello() throws HelloException {
        ClientHello hello = ClientHello.decode(vector("M1"));

        assertThat(hello.encode()).isEqualTo(vector("M1"));
        assertThat(hello.features()).isEqualTo(3);
        assertThat(hello.endpointId()).isEqualTo(EndpointId.of(rising(0xe0, 16)));
        assertThat(hello.tokenId()).isEqualTo(0xa0a1a2a3a4a5a6a7L);
        assertThat(hello.nonce()).isEqualTo(Octets.of(rising(0x40, 32)));
        assertThat(hello.addresses().mode()).isEqualTo(2);
        assertThat(hello.limits()).isEqualTo(new HelloLimits(65_536, 16 << 20, 1 << 20, 1024, 10_000));
    }

    @Test
    void encodesAndDecodesTheServerHello() throws HelloException {
        ServerHello hello = ServerHello.decode(vector("M2"));

        assertThat(Arrays.copyOf(hello.encodeWithoutProof(), 128)).isEqualTo(Arrays.copyOf(vector("M2"), 128));
        assertThat(hello.version()).isEqualTo(1);
        assertThat(hello.status()).isEqualTo(HelloStatus.OK);
        assertThat(hello.nonce()).isEqualTo(Octets.of(rising(0x80, 32)));
        assertThat(hello.sessionId()).isEqualTo(Octets.of(rising(0x10, 16)));
    }

    @Test
    void computesTheTranscriptAndBothProofs() {
        byte[] transcript = Proofs.transcript(vector("M1"), vector("M2"), new byte[0]);

        assertThat(transcript).isEqualTo(vector("TH1"));
        assertThat(Proofs.serverProof(vector("token"), transcript)).isEqualTo(vector("sproof"));
        assertThat(Proofs.clientProof(vector("token"), transcript, vector("sproof")))
                .isEqualTo(vector("cproof"));
        assertThat(Arrays.copyOfRange(vector("M2"), 128, 160)).isEqualTo(vector("sproof"));
    }

    @Test
    void channelBindingEntersBothProofs() {
        byte[] hello = vector("M1").clone();
        hello[72] = 1;
        byte[] binding = new byte[32];
        Arrays.fill(binding, (byte) 0x5a);

        byte[] transcript = Proofs.transcript(hello, vector("M2"), binding);
        byte[] proof = Proofs.serverProof(vector("token"), transcript);

        assertThat(proof).isEqualTo(vector("sproof with cb"));
        assertThat(Proofs.clientProof(vector("token"), transcript, proof)).isEqualTo(vector("cproof with cb"));
    }

    @Test
    void encodesTheClientAuth() throws HelloException {
        assertThat(ClientAuth.encode(vector("cproof"))).isEqualTo(vector("M3"));
        assertThat(ClientAuth.proof(vector("M3"))).isEqualTo(vector("cproof"));
        assertThat(ByteBuffer.wrap(vector("M3")).getLong()).isEqualTo(Hello.CLIENT_AUTH_MAGIC);
    }
}
