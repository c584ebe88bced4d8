package dev.loopline.benchmarks.streams;

import dev.loopline.benchmarks.Count;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The process of a client, which does what it is told:
 *
 * <ul>
 *   <li>{@code stream SIZE MILLIS} and {@code echo SIZE MILLIS}: messages per second
 *   <li>{@code fair SIZE MEBIBYTES same|other}: see {@link Fairness}
 *   <li>{@code stop SIZE}: begins a stream and stops reading it; {@code release} ends it
 *   <li>{@code memory}: what memory it holds
 * </ul>
 */
public final class ClientProcess {
    private static final long RAMP_MILLIS = 60;

    private final Peer peer;
    private final Path directory;
    private final int port;
    private final StreamClient client;
    private Running stopped = () -> {};

    private ClientProcess(Peer peer, Path directory, int port) {
        this.peer = peer;
        this.directory = directory;
        this.port = port;
        this.client = peer.connect(directory, port);
    }

    /**
     * The process itself.
     *
     * @param args a {@link Peer}, the directory of its server's endpoint and the server's port
     * @throws Exception if measuring fails
     */
    public static void main(String[] args) throws Exception {
        ClientProcess process = new ClientProcess(Peer.valueOf(args[0]), Path.of(args[1]), Integer.parseInt(args[2]));
        System.out.println(1);
        BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = asked.readLine(); line != null; line = asked.readLine()) {
            System.out.println(process.answer(line.split(" ")));
        }
        process.client.close();
        System.exit(0); // what a peer has left running
    }

    private String answer(String[] asked) throws IOException, InterruptedException {
        return switch (asked[0]) {
            case "stream" -> {
                Count arrived = new Count();
                yield rate(client.stream(Integer.parseInt(asked[1]), arrived), arrived, Long.parseLong(asked[2]));
            }
            case "echo" -> {
                Count arrived = new Count();
                yield rate(client.echo(Integer.parseInt(asked[1]), arrived), arrived, Long.parseLong(asked[2]));
            }
            case "fair" -> fair(Integer.parseInt(asked[1]), Integer.parseInt(asked[2]), asked[3].equals("same"));
            case "stop" -> {
                stopped = ((LooplineClient) client).stoppedStream(Integer.parseInt(asked[1]));
                yield "1";
            }
            case "release" -> {
                stopped.close();
                yield "1";
            }
            case "memory" -> Memory.now().toString();
            default ->
                throw new IllegalArgumentException(asked[0] + " (expected: stream, echo, fair, stop, release, memory)");
        };
    }

    private static String rate(Running running, Count arrived, long millis) throws InterruptedException {
        try (running) {
            while (arrived.get() == 0) {
                Thread.sleep(1);
            }
            Thread.sleep(RAMP_MILLIS);
            long begin = System.nanoTime();
            long before = arrived.get();
            Thread.sleep(millis);
            long messages = arrived.get() - before;
            return Double.toString(messages * 1e9 / (System.nanoTime() - begin));
        }
    }

    private String fair(int size, int mebibytes, boolean same) throws InterruptedException {
        LooplineClient calls = (LooplineClient) client;
        if (same) {
            return Fairness.measure(calls, calls, size, mebibytes);
        }
        try (LooplineClient other = (LooplineClient) peer.connect(directory, port)) {
            return Fairness.measure(calls, other, size, mebibytes);
        }
    }
}
