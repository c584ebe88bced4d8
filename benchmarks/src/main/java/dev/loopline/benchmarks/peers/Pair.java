package dev.loopline.benchmarks.peers;

import dev.loopline.benchmarks.load.Child;
import dev.loopline.benchmarks.load.ProcFiles;
import dev.loopline.benchmarks.load.RuntimeDirectory;
import dev.loopline.benchmarks.load.Slice;
import dev.loopline.benchmarks.load.Spent;
import dev.loopline.benchmarks.load.Stretch;
import dev.loopline.benchmarks.load.Work;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The processes of one peer: a server and a client, which live until this is closed.
 *
 * <p><b>Threading:</b> for one thread.
 */
public final class Pair implements Closeable {
    private final RuntimeDirectory directory;
    private final Child server;
    private final Child client;
    private final List<Long> helpers = new ArrayList<>();
    private final int port;
    private final boolean restless;

    private Pair(RuntimeDirectory directory, Child server, Child client, double[] ready, boolean restless) {
        this.directory = directory;
        this.server = server;
        this.client = client;
        this.port = (int) ready[0];
        this.restless = restless;
        for (int i = 1; i < ready.length; i++) {
            helpers.add((long) ready[i]);
        }
    }

    /**
     * Starts both.
     *
     * @param peer who they are
     * @return the pair, connected
     * @throws IOException if one of them does not start
     */
    public static Pair start(Peer peer) throws IOException {
        return start(peer, List.of());
    }

    /**
     * Starts both with further options.
     *
     * @param peer who they are
     * @param jvmOptions behind those that all have
     * @return the pair, connected
     * @throws IOException if one of them does not start
     */
    public static Pair start(Peer peer, List<String> jvmOptions) throws IOException {
        String name = peer.contender().name();
        List<String> options = new ArrayList<>(JvmOptions.of(peer));
        options.addAll(jvmOptions);
        RuntimeDirectory directory = RuntimeDirectory.make();
        List<Closeable> started = new ArrayList<>(List.of(directory));
        try {
            String at = directory.path().toString();
            Child server = Child.start(ServerProcess.class, options, name, at);
            started.add(0, server);
            double[] ready = server.answer();
            Child client = Child.start(ClientProcess.class, options, name, at, Integer.toString((int) ready[0]));
            started.add(0, client);
            client.answer();
            return new Pair(directory, server, client, ready, peer.restless());
        } catch (IOException e) {
            for (Closeable each : started) {
                each.close();
            }
            throw e;
        }
    }

    /**
     * Does some work for a while.
     *
     * @param work to do
     * @param millis how long
     * @return what that showed
     * @throws IOException if one of them has ended
     * @throws InterruptedException if the run is stopped
     */
    public Slice measure(Work work, long millis) throws IOException, InterruptedException {
        client.say("begin " + work.text());
        Spent before = spent(server);
        Thread.sleep(millis);
        Spent after = spent(server);
        return Stretch.slice(client.say("end"), after.since(before));
    }

    private static Spent spent(Child child) throws IOException {
        double[] numbers = child.ask("spent");
        return new Spent((long) numbers[0], (long) numbers[1], (long) numbers[2]);
    }

    /** {@return the client, to ask it for more} */
    public Child client() {
        return client;
    }

    /** {@return the server, to ask it for more} */
    public Child server() {
        return server;
    }

    /** {@return where the server may have left something, such as its endpoint} */
    public Path directory() {
        return directory.path();
    }

    /** {@return where the server listens; 0 if it is found by name or through a hub} */
    public int port() {
        return port;
    }

    /** {@return all processes, the client first} */
    public List<Long> pids() {
        List<Long> all = new ArrayList<>(List.of(client.pid(), server.pid()));
        all.addAll(helpers);
        return all;
    }

    /**
     * {@return the memory that the client holds, and that all others do, in bytes}
     *
     * @throws IOException if one of them has ended
     */
    public List<Long> residentBytes() throws IOException {
        long others = ProcFiles.residentBytes(server.pid());
        for (long helper : helpers) {
            others += ProcFiles.residentBytes(helper);
        }
        return List.of(ProcFiles.residentBytes(client.pid()), others);
    }

    /**
     * Lets it rest while others are measured, if it would need processors even then.
     *
     * @param rest or go on
     * @throws IOException if that cannot be done
     * @throws InterruptedException if the run is stopped
     */
    public void rest(boolean rest) throws IOException, InterruptedException {
        if (restless) {
            client.stop(rest);
            server.stop(rest);
        }
    }

    @Override
    public void close() throws IOException {
        if (restless) {
            try {
                rest(false);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        client.close();
        server.close();
        directory.close();
    }
}
