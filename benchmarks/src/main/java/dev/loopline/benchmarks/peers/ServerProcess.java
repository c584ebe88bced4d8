package dev.loopline.benchmarks.peers;

import dev.loopline.benchmarks.load.Memory;
import dev.loopline.benchmarks.load.ProcFiles;
import dev.loopline.benchmarks.load.Server;
import dev.loopline.benchmarks.load.Spent;
import dev.loopline.benchmarks.load.Stretch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The process of a server, which can be run by hand too: says its port and the processes that help it, then answers
 *
 * <ul>
 *   <li>{@code spent}: nanoseconds on processors, context switches, bytes allocated, with those of its helpers
 *   <li>{@code memory}: bytes of heap and of all its memory
 * </ul>
 *
 * <p>It ends with its standard input.
 */
public final class ServerProcess {
    private ServerProcess() {}

    /**
     * The process itself.
     *
     * @param args the name of a {@link Peer}, and the directory for its endpoint
     * @throws Exception if it cannot listen, or standard input cannot be read
     */
    public static void main(String[] args) throws Exception {
        try (Server server = Peers.named(args[0]).serve(Path.of(args[1]))) {
            StringBuilder ready = new StringBuilder().append(server.port());
            server.helpers().forEach(pid -> ready.append(' ').append(pid));
            System.out.println(ready);
            BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = asked.readLine(); line != null; line = asked.readLine()) {
                System.out.println(answer(line, server));
            }
        }
        System.exit(0); // what a peer has left running
    }

    private static String answer(String line, Server server) throws IOException {
        return switch (line) {
            case "spent" -> Stretch.text(spent(server));
            case "memory" -> Memory.now().text();
            default -> throw new IOException(line + " (expected: spent, memory)");
        };
    }

    private static Spent spent(Server server) throws IOException {
        Spent own = Spent.now();
        long cpu = own.cpuNanos();
        for (long pid : server.helpers()) {
            cpu += ProcFiles.cpuNanos(pid);
        }
        return new Spent(cpu, own.contextSwitches(), own.allocatedBytes());
    }
}
