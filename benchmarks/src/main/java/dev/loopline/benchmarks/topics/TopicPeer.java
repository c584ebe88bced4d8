package dev.loopline.benchmarks.topics;

import dev.loopline.benchmarks.peers.Versions;
import dev.loopline.benchmarks.peers.nats.NatsServer;
import dev.loopline.benchmarks.report.Contender;
import java.nio.file.Path;
import org.zeromq.SocketType;

/** What is compared. */
enum TopicPeer {
    /** Loopline as it is by default: handlers on threads of the library. */
    LOOPLINE(
            "loopline",
            Contender.Role.LOOPLINE,
            "loopline",
            "handlers on threads of the library; policy BLOCK where losses count") {
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
    LOOPLINE_DIRECT(
            "loopline, direct",
            Contender.Role.LOOPLINE,
            "loopline",
            "handlers on the connection's thread, on(Runnable::run); policy BLOCK where losses count") {
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
    NATS(
            "nats",
            Contender.Role.PEER,
            "jnats",
            "nats-server and jnats with their defaults; a connection and a dispatcher for each subscriber") {
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
    JEROMQ(
            "jeromq, no hub",
            Contender.Role.PEER,
            "jeromq",
            "PUB/SUB with its defaults: the publisher sends to each subscriber and drops what one has no room for; a"
                    + " thread for each") {
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
    private final Contender.Role role;
    private final String version;
    private final String settings;

    TopicPeer(String title, Contender.Role role, String version, String settings) {
        this.title = title;
        this.role = role;
        this.version = version;
        this.settings = settings;
    }

    Contender contender() {
        String pinned = Versions.of(version);
        return new Contender(
                title, this == NATS ? "jnats " + pinned + ", " + NatsServer.version() : pinned, settings, role);
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
