package dev.loopline.benchmarks.peers.grpc;

import dev.loopline.benchmarks.load.Caller;
import dev.loopline.benchmarks.load.Client;
import java.nio.file.Path;

/** A JVM that connects to a server of grpc-java, makes one call and says so. */
public final class ColdGrpc {
    private static final int BYTES = 64;

    private ColdGrpc() {}

    /**
     * Makes the call.
     *
     * @param args a directory that does not matter, and the server's port
     * @throws Exception if it fails
     */
    public static void main(String[] args) throws Exception {
        try (Client client = GrpcPeer.DIRECT.connect(Path.of(args[0]), Integer.parseInt(args[1]));
                Caller caller = client.caller(BYTES)) {
            caller.call();
            System.out.println(1);
        }
    }
}
