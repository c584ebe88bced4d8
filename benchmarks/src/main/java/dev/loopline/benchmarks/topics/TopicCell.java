package dev.loopline.benchmarks.topics;

import java.util.ArrayList;
import java.util.List;

/**
 * One thing to measure.
 *
 * @param kind of it
 * @param subscribers connections with a subscription each
 * @param peer who does it
 */
record TopicCell(Kind kind, int subscribers, TopicPeer peer) {
    /** Events per second where their age is measured. */
    static final int PACE = 10_000;

    static final int[] SUBSCRIBERS = {1, 10, 100};

    static final List<TopicCell> ALL = all();

    /** What is measured. */
    enum Kind {
        /** Events per second. */
        RATE("events"),
        /** Time from publish to handler. */
        AGE("age"),
        /** The same while another subscriber is stopped. */
        STOPPED("stopped");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    private static List<TopicCell> all() {
        List<TopicCell> cells = new ArrayList<>();
        for (int subscribers : SUBSCRIBERS) {
            for (TopicPeer peer : TopicPeer.values()) {
                cells.add(new TopicCell(Kind.RATE, subscribers, peer));
            }
        }
        for (TopicPeer peer : TopicPeer.values()) {
            cells.add(new TopicCell(Kind.AGE, 1, peer));
        }
        for (TopicPeer peer : TopicPeer.values()) {
            cells.add(new TopicCell(Kind.STOPPED, 2, peer));
        }
        return List.copyOf(cells);
    }

    String name() {
        return kind.text + " " + subscribers + " " + peer.title();
    }
}
