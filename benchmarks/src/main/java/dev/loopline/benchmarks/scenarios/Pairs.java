package dev.loopline.benchmarks.scenarios;

import dev.loopline.benchmarks.load.RuntimeDirectory;
import dev.loopline.benchmarks.peers.Pair;
import dev.loopline.benchmarks.peers.Peer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The processes of all peers, started when they are first needed and kept for the run. For one thread. */
final class Pairs implements Closeable {
    private final Map<String, Pair> pairs = new LinkedHashMap<>();
    private @Nullable RuntimeDirectory scratch;

    /** {@return a directory for what is needed during the run} */
    Path scratch() throws IOException {
        RuntimeDirectory known = scratch;
        if (known == null) {
            known = RuntimeDirectory.make();
            scratch = known;
        }
        return known.path();
    }

    /** {@return those of a peer} */
    Pair of(Peer peer) throws IOException {
        String name = peer.contender().name();
        Pair known = pairs.get(name);
        if (known == null) {
            known = Pair.start(peer);
            pairs.put(name, known);
        }
        return known;
    }

    /** Ends those of a peer, which is not needed any more or has failed. */
    void end(String contender) throws IOException {
        Pair ended = pairs.remove(contender);
        if (ended != null) {
            ended.close();
        }
    }

    @Override
    public void close() throws IOException {
        for (Pair pair : pairs.values()) {
            pair.close();
        }
        pairs.clear();
        if (scratch != null) {
            scratch.close();
        }
    }
}
