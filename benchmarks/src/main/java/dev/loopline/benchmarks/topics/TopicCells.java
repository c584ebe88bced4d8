package dev.loopline.benchmarks.topics;

import dev.loopline.benchmarks.peers.nats.NatsServer;
import dev.loopline.benchmarks.scenarios.Cell;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that is measured of topics, and the processes that it needs.
 *
 * <p><b>Threading:</b> for one thread.
 */
public final class TopicCells implements Closeable {
    private static final int[] SUBSCRIBERS = {1, 10, 100};

    private final Optional<Path> natsServer = NatsServer.find();
    private final Map<TopicPeer, TopicProcesses> running = new EnumMap<>(TopicPeer.class);

    /** Lists all, and starts nothing. */
    public TopicCells() {}

    /** {@return all of them} */
    public List<Cell> all() {
        List<Cell> cells = new ArrayList<>();
        for (int subscribers : SUBSCRIBERS) {
            add(TopicScenario.RATE, subscribers, cells);
        }
        add(TopicScenario.AGE, 1, cells);
        add(TopicScenario.STOPPED, 2, cells);
        return cells;
    }

    private void add(TopicScenario kind, int subscribers, List<Cell> cells) {
        for (TopicPeer peer : TopicPeer.values()) {
            if (peer != TopicPeer.NATS || natsServer.isPresent()) {
                cells.add(new TopicCell(kind, subscribers, peer, this));
            }
        }
    }

    TopicProcesses processes(TopicPeer peer) throws IOException, InterruptedException {
        TopicProcesses known = running.get(peer);
        if (known == null) {
            known = TopicProcesses.start(peer, natsServer);
            running.put(peer, known);
        }
        return known;
    }

    /**
     * Ends the processes of one.
     *
     * @param contender its name
     * @throws IOException if one of them cannot be ended
     */
    public void end(String contender) throws IOException {
        for (TopicPeer peer : TopicPeer.values()) {
            TopicProcesses ended = peer.title().equals(contender) ? running.remove(peer) : null;
            if (ended != null) {
                ended.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (TopicProcesses each : running.values()) {
            each.close();
        }
        running.clear();
    }
}
