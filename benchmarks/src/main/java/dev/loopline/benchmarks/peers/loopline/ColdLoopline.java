package dev.loopline.benchmarks.peers.loopline;

import dev.loopline.benchmarks.load.Caller;
import dev.loopline.benchmarks.load.Client;
import dev.loopline.transport.WaitMode;
import java.nio.file.Path;

/** A JVM that connects to a server of Loopline, makes one call and says so. */
public final class ColdLoopline {
    private static final int BYTES = 64;

    private ColdLoopline() {}

    /**
     * Makes the call.
     *
     * @param args the directory of the server's endpoint
     * @throws Exception if it fails
     */
    public static void main(String[] args) throws Exception {
        try (Client client = new LooplineClient(Path.of(args[0]), WaitMode.ADAPTIVE, false);
                Caller caller = client.caller(BYTES)) {
            caller.call();
            System.out.println(1);
        }
    }
}
