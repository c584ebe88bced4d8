package dev.loopline.benchmarks.streams;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The process of a server: says its port, then for each line what memory it holds. */
public final class ServerProcess {
    private ServerProcess() {}

    /**
     * The process itself.
     *
     * @param args a {@link Peer} and the directory for its endpoint
     * @throws IOException if it cannot listen, or standard input cannot be read
     */
    public static void main(String[] args) throws IOException {
        try (StreamServer server = Peer.valueOf(args[0]).serve(Path.of(args[1]))) {
            System.out.println(server.port());
            BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            while (asked.readLine() != null) {
                System.out.println(Memory.now());
            }
        }
        System.exit(0); // what a peer has left running
    }
}
