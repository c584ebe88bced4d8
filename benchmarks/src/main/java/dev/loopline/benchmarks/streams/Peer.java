package dev.loopline.benchmarks.streams;

import dev.loopline.call.HandlerExecution;
import java.io.IOException;
import java.nio.file.Path;

/** What is compared. */
enum Peer {
    /** Loopline as it is by default: a thread that sends and waits, a thread that reads and waits. */
    LOOPLINE("loopline, blocking") {
        @Override
        StreamServer serve(Path directory) {
            return new LooplineStreams(directory, HandlerExecution.threads(), new BlockingEcho());
        }

        @Override
        StreamClient connect(Path directory, int port) {
            return new LooplineClient(directory, false);
        }
    },

    /** Loopline without threads of the application: callbacks on the connection's thread on both sides. */
    LOOPLINE_DIRECT("loopline, callbacks") {
        @Override
        StreamServer serve(Path directory) {
            return new LooplineStreams(directory, HandlerExecution.direct(), new CallbackEcho());
        }

        @Override
        StreamClient connect(Path directory, int port) {
            return new LooplineClient(directory, true);
        }
    },

    /** grpc-java with its own Netty, direct executors and the same messages. */
    GRPC("grpc-java, direct") {
        @Override
        StreamServer serve(Path directory) throws IOException {
            return new GrpcStreams();
        }

        @Override
        StreamClient connect(Path directory, int port) {
            return new GrpcClient(port);
        }
    },

    /** RSocket over TCP, the same messages as bytes. Streams only. */
    RSOCKET("rsocket") {
        @Override
        StreamServer serve(Path directory) {
            return new RSocketStreams();
        }

        @Override
        StreamClient connect(Path directory, int port) {
            return new RSocketClient(port);
        }
    },

    /** A thread that writes and one that reads, no messages. Streams of large writes only. */
    SOCKET("sockets, blocking") {
        @Override
        StreamServer serve(Path directory) throws IOException {
            return new SocketStreams();
        }

        @Override
        StreamClient connect(Path directory, int port) {
            return new SocketClient(port);
        }
    };

    private final String title;

    Peer(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    abstract StreamServer serve(Path directory) throws IOException;

    abstract StreamClient connect(Path directory, int port);
}
