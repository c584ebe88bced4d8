package dev.loopline.benchmarks.topics;

import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** A publisher of JeroMQ, which drops what a subscriber has no room for. For one thread. */
final class JeromqSource implements EventSource {
    private final ZContext context = new ZContext();
    private final ZMQ.Socket socket = context.createSocket(SocketType.PUB);
    private final int port = socket.bindToRandomPort("tcp://127.0.0.1");

    @Override
    public int port() {
        return port;
    }

    @Override
    public void publish(long number, long sentNanos) {
        socket.send(Events.event(number, sentNanos));
    }

    @Override
    public void close() {
        context.close();
    }
}
