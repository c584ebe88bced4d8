package dev.loopline.benchmarks;

import dev.loopline.call.HandlerExecution;
import java.io.IOException;
import java.nio.file.Path;

/** What answers in the other process. */
enum EchoKind {
    /** Loopline, handlers on the connection's thread. */
    LOOPLINE_DIRECT {
        @Override
        EchoServer start(Path directory) {
            return new LooplineServer(directory, HandlerExecution.direct());
        }
    },

    /** Loopline, handlers where they run by default. */
    LOOPLINE_THREADS {
        @Override
        EchoServer start(Path directory) {
            return new LooplineServer(directory, HandlerExecution.threads());
        }
    },

    /** Netty alone: frames with a length, sent back. */
    NETTY {
        @Override
        EchoServer start(Path directory) {
            return new NettyServer();
        }
    },

    /** One thread that blocks in read and write. */
    SOCKET_BLOCKING {
        @Override
        EchoServer start(Path directory) throws IOException {
            return new SocketServer(true);
        }
    },

    /** One thread that reads until there is something. */
    SOCKET_SPINNING {
        @Override
        EchoServer start(Path directory) throws IOException {
            return new SocketServer(false);
        }
    };

    /**
     * Starts it in this process.
     *
     * @param directory where it may publish an endpoint
     * @return the server, which can be connected to
     */
    abstract EchoServer start(Path directory) throws IOException;
}
