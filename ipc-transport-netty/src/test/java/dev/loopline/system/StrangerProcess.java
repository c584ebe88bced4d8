package dev.loopline.system;

import dev.loopline.IpcClient;
import dev.loopline.StatusException;
import dev.loopline.endpoint.Credential;
import dev.loopline.endpoint.Endpoint;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.endpoint.EndpointId;
import dev.loopline.endpoint.EndpointName;
import dev.loopline.endpoint.ProcessIdentity;
import dev.loopline.endpoint.Token;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/** A process that tries to get into a server to which it has no right; of another user, in the tests. */
final class StrangerProcess {
    private static final String IN = "connected ";

    private StrangerProcess() {}

    /**
     * Tries.
     *
     * @param args directory, name, port, and then triples of endpoint id, token id and token in hexadecimal digits, from
     *     wherever they are
     */
    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]);
        System.out.println("file " + readable(directory.resolve(args[1] + ".endpoint")));
        System.out.println("lock " + readable(directory.resolve(args[1] + ".lock")));
        System.out.println("name "
                + outcome(() -> IpcClient.named(args[1])
                        .directory(EndpointDirectory.at(directory))
                        .connect()));
        for (int i = 3; i < args.length; i += 3) {
            Endpoint endpoint = endpoint(args[1], Integer.parseInt(args[2]), args[i], args[i + 1], args[i + 2]);
            String outcome = outcome(() -> IpcClient.to(endpoint).connect());
            System.out.println("client " + outcome);
            if (!outcome.startsWith(IN)) { // whoever is in would wait for an end until the keepalive comes
                System.out.println("raw " + answerToProof(endpoint).length);
            }
        }
        System.out.println("done");
    }

    private static Endpoint endpoint(String name, int port, String id, String tokenId, String token) {
        return new Endpoint(
                EndpointName.of(name),
                EndpointId.parse(id),
                List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)),
                new Credential(
                        HexFormat.fromHexDigitsToLong(tokenId),
                        Token.of(HexFormat.of().parseHex(token))),
                ProcessIdentity.current(),
                "",
                Instant.EPOCH);
    }

    private static String readable(Path file) {
        try {
            return "of " + Files.readAllBytes(file).length + " bytes";
        } catch (IOException e) {
            return e.getClass().getSimpleName();
        }
    }

    private interface Attempt {
        IpcClient connect();
    }

    private static String outcome(Attempt attempt) {
        try (IpcClient client = attempt.connect()) {
            return IN + Echoes.call(client, "in");
        } catch (StatusException e) {
            return e.reason();
        }
    }

    /** Goes on where an honest client stops: whatever the server proved, it claims to be proved itself. */
    private static byte[] answerToProof(Endpoint endpoint) throws IOException {
        try (RawClient client = new RawClient(endpoint)) {
            byte[] clientHello = client.clientHello(endpoint);
            byte[] serverHello = client.send(clientHello).receive(RawClient.HELLO_BYTES);
            byte[] token = endpoint.credential().token().bytes();
            return client.send(RawClient.clientAuth(token, clientHello, serverHello))
                    .receiveToEnd();
        }
    }
}
