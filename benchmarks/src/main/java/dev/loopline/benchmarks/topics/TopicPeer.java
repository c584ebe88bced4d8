package dev.loopline.benchmarks.topics;

import java.nio.file.Path;
import org.zeromq.SocketType;

/** What is compared. */
enum TopicPeer {
    /** Loopline as it is by default: handlers on threads of the library. */
    LOOPLINE("loopline") {
        @Override
        EventSource source(Path directory, int port) {
            return new LooplineSource(directory);
        }

        @Override
        EventSink sink(Path directory, int port) {
            return new LooplineSink(directory, false);
        }
    },

    /** Loopline with handlers on the thread of the subscriber's connection. */
    LOOPLINE_DIRECT("loopline, direct") {
        @Override
        EventSource source(Path directory, int port) {
            return new LooplineSource(directory);
        }

        @Override
        EventSink sink(Path directory, int port) {
            return new LooplineSink(directory, true);
        }
    },

    /** NATS with the client for Java; each subscriber has a dispatcher of its own, which is a thread. */
    NATS("nats") {
        @Override
        EventSource source(Path directory, int port) {
            return new NatsSource(port);
        }

        @Override
        EventSink sink(Path directory, int port) {
            return new NatsSink(port);
        }
    },

    /** JeroMQ {@link SocketType#PUB} and {@link SocketType#SUB}, which has no hub: the publisher sends to each subscriber. */
    JEROMQ("jeromq, no hub") {
        @Override
        EventSource source(Path directory, int port) {
            return new JeromqSource();
        }

        @Override
        EventSink sink(Path directory, int port) {
            return new JeromqSink(port);
        }
    };

    private final String title;

    TopicPeer(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    boolean isLoopline() {
        return this == LOOPLINE || this == LOOPLINE_DIRECT;
    }

    /**
     * Connects a publisher.
     *
     * @param directory of the hub's endpoint
     * @param port of the hub, 0 if it is found by name or there is none
     */
    abstract EventSource source(Path directory, int port);

    /** Connects subscribers, to the hub or else to the publisher; otherwise as {@link #source}. */
    abstract EventSink sink(Path directory, int port);
}
