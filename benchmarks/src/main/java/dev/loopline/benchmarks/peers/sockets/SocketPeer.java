package dev.loopline.benchmarks.peers.sockets;

import dev.loopline.benchmarks.load.Client;
import dev.loopline.benchmarks.load.Server;
import dev.loopline.benchmarks.peers.Peer;
import dev.loopline.benchmarks.peers.Versions;
import dev.loopline.benchmarks.report.Contender;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Sockets of the JDK and nothing else: what the kernel costs. No frames and no messages, both sides know the size.
 *
 * <p><b>Threading:</b> any thread.
 */
public enum SocketPeer implements Peer {
    /** Both sides sleep in read. */
    BLOCKING("sockets, blocking", "SocketChannel, TCP_NODELAY, direct buffers; each side sleeps in read"),

    /** Both sides ask again and again. */
    SPINNING("sockets, spinning", "SocketChannel, TCP_NODELAY, direct buffers; each side polls and never sleeps"),

    /** As blocking; the client has a thread that reads and wakes the one that calls, as whoever shares a connection must. */
    HANDED_OVER("sockets, handed over", "as blocking; a thread of the client reads and unparks the one that calls");

    private final String title;
    private final String settings;

    SocketPeer(String title, String settings) {
        this.title = title;
        this.settings = settings;
    }

    @Override
    public Contender contender() {
        return new Contender(title, Versions.java(), settings, Contender.Role.FLOOR);
    }

    @Override
    public Server serve(Path directory) throws IOException {
        return new SocketServer(this != SPINNING);
    }

    @Override
    public Client connect(Path directory, int port) {
        return new SocketClient(port, this);
    }
}
