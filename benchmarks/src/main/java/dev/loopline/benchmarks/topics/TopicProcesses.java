package dev.loopline.benchmarks.topics;

import dev.loopline.benchmarks.load.Child;
import dev.loopline.benchmarks.load.RuntimeDirectory;
import dev.loopline.benchmarks.peers.nats.NatsServer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The processes of one peer: its hub, a publisher, subscribers, and other subscribers that can be stopped.
 *
 * <p>They live as long as the run, so that all are warm; only those of one peer work at a time. For one thread.
 */
final class TopicProcesses implements Closeable {
    /** No heap that is touched from the start: several of these are there at once. */
    private static final List<String> JVM_OPTIONS = List.of("-Xms256m", "-Xmx512m", "-XX:+UseParallelGC");

    private final List<Closeable> started = new ArrayList<>();
    private final List<Long> hub = new ArrayList<>();
    private final Child publisher;
    private final Child subscribers;
    private final Child others;

    private TopicProcesses(TopicPeer peer, Optional<Path> natsServer) throws IOException, InterruptedException {
        RuntimeDirectory directory = RuntimeDirectory.make();
        started.add(directory);
        String at = directory.path().toString();
        String port = Integer.toString(hub(peer, at, natsServer.orElse(null)));
        publisher = start(PublisherProcess.class, peer.name(), at, port);
        int published = (int) publisher.answer()[0];
        port = published == 0 ? port : Integer.toString(published);
        subscribers = start(SubscriberProcess.class, peer.name(), at, port);
        subscribers.answer();
        others = start(SubscriberProcess.class, peer.name(), at, port);
        others.answer();
    }

    /**
     * Starts those of a peer.
     *
     * @param natsServer where its program is, if it is anywhere
     */
    static TopicProcesses start(TopicPeer peer, Optional<Path> natsServer) throws IOException, InterruptedException {
        return new TopicProcesses(peer, natsServer);
    }

    private int hub(TopicPeer peer, String directory, @Nullable Path natsServer)
            throws IOException, InterruptedException {
        if (peer.isLoopline()) {
            Child process = start(HubProcess.class, directory);
            hub.add(process.pid());
            process.answer();
        } else if (peer == TopicPeer.NATS) {
            if (natsServer == null) {
                throw new IOException(NatsServer.MISSING);
            }
            NatsServer server = NatsServer.start(natsServer);
            started.add(server);
            hub.add(server.pid());
            return server.port();
        }
        return 0;
    }

    private Child start(Class<?> main, String... arguments) throws IOException {
        Child child = Child.start(main, JVM_OPTIONS, arguments);
        started.add(child);
        return child;
    }

    Child publisher() {
        return publisher;
    }

    Child subscribers() {
        return subscribers;
    }

    Child others() {
        return others;
    }

    List<Long> pids() {
        List<Long> pids = new ArrayList<>(hub);
        pids.addAll(List.of(publisher.pid(), subscribers.pid(), others.pid()));
        return pids;
    }

    @Override
    public void close() throws IOException {
        Collections.reverse(started); // clients before their hub
        for (Closeable each : started) {
            each.close();
        }
    }
}
