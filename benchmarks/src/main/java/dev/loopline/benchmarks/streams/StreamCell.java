package dev.loopline.benchmarks.streams;

import java.util.ArrayList;
import java.util.List;

/**
 * One thing to measure.
 *
 * @param kind {@code stream} or {@code echo}, as the client calls it
 * @param size of each message, in bytes
 * @param peer who does it
 */
record StreamCell(String kind, int size, Peer peer) {
    static final int SMALL = 64;
    static final int[] LARGE = {64 * 1024, 1024 * 1024};

    static final List<StreamCell> ALL = all();

    private static List<StreamCell> all() {
        List<StreamCell> cells = new ArrayList<>();
        for (Peer peer : List.of(Peer.LOOPLINE, Peer.LOOPLINE_DIRECT, Peer.GRPC, Peer.RSOCKET)) {
            cells.add(new StreamCell("stream", SMALL, peer));
        }
        for (int size : LARGE) {
            for (Peer peer : Peer.values()) {
                cells.add(new StreamCell("stream", size, peer));
            }
        }
        for (Peer peer : List.of(Peer.LOOPLINE, Peer.LOOPLINE_DIRECT, Peer.GRPC)) {
            cells.add(new StreamCell("echo", SMALL, peer));
        }
        return List.copyOf(cells);
    }

    /** {@return what is the same for all that it is compared with} */
    String group() {
        return kind + " " + size;
    }

    String name() {
        return group() + " " + peer.title();
    }

    String command(long millis) {
        return kind + " " + size + " " + millis;
    }
}
