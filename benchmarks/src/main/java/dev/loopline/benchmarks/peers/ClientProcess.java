package dev.loopline.benchmarks.peers;

import dev.loopline.benchmarks.load.Caller;
import dev.loopline.benchmarks.load.Client;
import dev.loopline.benchmarks.load.Memory;
import dev.loopline.benchmarks.load.Running;
import dev.loopline.benchmarks.load.Spent;
import dev.loopline.benchmarks.load.Stretch;
import dev.loopline.benchmarks.load.Work;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The process of a client, which can be run by hand too: says 1 once it is connected, then does what it is told:
 *
 * <ul>
 *   <li>{@code begin KIND BYTES MANY}: begins some {@link Work}; answers when it is under way
 *   <li>{@code end}: ends it; calls done, nanoseconds, what they cost, and a histogram of their times
 *   <li>{@code beside BYTES MEBIBYTES same|other}: see {@link BesideBulk}
 *   <li>{@code stop BYTES}: begins a stream and reads no more of it; {@code release} ends it
 *   <li>{@code connect COUNT}: makes so many further connections, with a call on each
 *   <li>{@code open COUNT}: makes so many connections one after the other, with a call on each; for each the nanoseconds until it was
 *       there, and those with its end but without the call
 *   <li>{@code spent}: nanoseconds on processors, context switches, bytes allocated
 *   <li>{@code memory}: bytes of heap and of all its memory
 * </ul>
 */
public final class ClientProcess {
    private static final int READ_BEFORE_STOP = 2000;
    private static final int SMALL = 64;

    private final Peer peer;
    private final Path directory;
    private final int port;
    private final Client client;
    private final List<Client> others = new ArrayList<>();
    private @Nullable Stretch running;
    private Running stopped = () -> {};

    ClientProcess(Peer peer, Path directory, int port) throws Exception {
        this.peer = peer;
        this.directory = directory;
        this.port = port;
        this.client = peer.connect(directory, port);
    }

    /**
     * The process itself.
     *
     * @param args the name of a {@link Peer}, the directory of its server's endpoint and the server's port
     * @throws Exception if measuring fails
     */
    public static void main(String[] args) throws Exception {
        ClientProcess process = new ClientProcess(Peers.named(args[0]), Path.of(args[1]), Integer.parseInt(args[2]));
        System.out.println(1);
        BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            for (String line = asked.readLine(); line != null; line = asked.readLine()) {
                System.out.println(process.answer(line.split(" ")));
            }
            process.client.close();
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1);
        }
        System.exit(0); // what a peer has left running
    }

    String answer(String... asked) throws Exception {
        switch (asked[0]) {
            case "begin" -> running = new Stretch(Work.parse(asked[1], asked[2], asked[3]), client);
            case "end" -> {
                return end();
            }
            case "beside" -> {
                return beside(Integer.parseInt(asked[1]), Integer.parseInt(asked[2]), asked[3].equals("same"));
            }
            case "stop" -> stopped = client.stoppedStream(Integer.parseInt(asked[1]), READ_BEFORE_STOP);
            case "release" -> stopped.close();
            case "connect" -> connect(Integer.parseInt(asked[1]));
            case "open" -> {
                return open(Integer.parseInt(asked[1]));
            }
            case "spent" -> {
                return Stretch.text(Spent.now());
            }
            case "memory" -> {
                return Memory.now().text();
            }
            default ->
                throw new IllegalArgumentException(
                        asked[0] + " (expected: begin, end, beside, stop, release, connect, open, spent, memory)");
        }
        return "1";
    }

    private String end() throws Exception {
        if (running == null) {
            throw new IllegalStateException("end: nothing has begun (expected: begin before it)");
        }
        String found = running.end();
        running = null;
        return found;
    }

    private String beside(int bytes, int mebibytes, boolean same) throws Exception {
        if (same) {
            return BesideBulk.measure(client, client, bytes, mebibytes);
        }
        try (Client other = peer.connect(directory, port)) {
            return BesideBulk.measure(client, other, bytes, mebibytes);
        }
    }

    private void connect(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            Client other = peer.connect(directory, port);
            others.add(other);
            try (Caller caller = other.caller(SMALL)) {
                caller.call(); // or it may not be connected yet
            }
        }
    }

    private String open(int count) throws Exception {
        StringJoiner nanos = new StringJoiner(" ");
        for (int i = 0; i < count; i++) {
            long begin = System.nanoTime();
            Client other = peer.connect(directory, port);
            Caller caller = other.caller(SMALL); // has the connection, where each has its own
            long connected = System.nanoTime() - begin;
            caller.call(); // or the server may not have accepted it yet, and falls behind
            long end = System.nanoTime();
            caller.close();
            other.close();
            long closed = System.nanoTime() - end;
            nanos.add(Long.toString(connected)).add(Long.toString(connected + closed));
        }
        return nanos.toString();
    }
}
