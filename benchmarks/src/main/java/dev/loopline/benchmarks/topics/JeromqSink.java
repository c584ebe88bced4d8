package dev.loopline.benchmarks.topics;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** Subscribers of JeroMQ, each with a thread that waits. For one thread. */
final class JeromqSink implements EventSink {
    private static final long SETTLE_NANOS = 200_000_000; // nothing says when a publisher knows of a subscription
    private static final int LOOK_MILLIS = 100;

    private final int port;
    private final ZContext context = new ZContext();
    private final List<Thread> readers = new ArrayList<>();
    private volatile boolean ended;

    JeromqSink(int port) {
        this.port = port;
    }

    @Override
    public void subscribe(Arrivals arrivals, boolean lossless) {
        ended = false;
        ZMQ.Socket socket = context.createSocket(SocketType.SUB);
        socket.setReceiveTimeOut(LOOK_MILLIS);
        socket.subscribe(ZMQ.SUBSCRIPTION_ALL);
        socket.connect("tcp://127.0.0.1:" + port);
        Thread reader = new Thread(() -> read(socket, arrivals), "subscriber");
        reader.setDaemon(true);
        reader.start();
        readers.add(reader);
        LockSupport.parkNanos(SETTLE_NANOS);
    }

    private void read(ZMQ.Socket socket, Arrivals arrivals) {
        while (!ended) {
            byte[] event = socket.recv();
            if (event != null) {
                arrivals.accept(event);
            }
        }
        socket.close();
    }

    @Override
    public void unsubscribe() {
        ended = true;
        for (Thread reader : readers) {
            try {
                reader.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        readers.clear();
    }

    @Override
    public void close() {
        unsubscribe();
        context.close();
    }
}
