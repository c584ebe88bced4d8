package dev.loopline.test;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection through the proxy: two sockets, and a {@link Pump} for each direction. Any thread. */
final class Link {
    private static final Logger LOG = LoggerFactory.getLogger(FaultProxy.class);
    private static final int CONNECT_MILLIS = 5_000;

    private final Socket client;
    private final Socket server = new Socket();
    private final InetSocketAddress target;
    private final Pump toServer;
    private final Pump toClient;
    private final SplittableRandom random;
    private final Consumer<Link> onEnd;
    private final AtomicInteger running = new AtomicInteger(2); // deliveries
    private final List<Thread> threads = new ArrayList<>(); // guarded by this
    private volatile boolean over;

    Link(Socket client, InetSocketAddress target, Lane toServer, Lane toClient, long seed, Consumer<Link> onEnd) {
        this.client = client;
        this.target = target;
        this.toServer = new Pump(toServer, this);
        this.toClient = new Pump(toClient, this);
        this.random = new SplittableRandom(seed);
        this.onEnd = onEnd;
    }

    /** Begins. The server is connected to on a thread of the link, so that a slow one holds up nobody else. */
    void start(String name) {
        thread(name + "-reads-client", () -> {
            server.connect(target, CONNECT_MILLIS);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Delivery there = new Delivery(toServer.lane(), this, server.getOutputStream(), random.split());
            Delivery back = new Delivery(toClient.lane(), this, client.getOutputStream(), random.split());
            thread(name + "-writes-server", () -> deliver(toServer, there));
            thread(name + "-writes-client", () -> deliver(toClient, back));
            thread(name + "-reads-server", () -> toClient.read(server.getInputStream()));
            toServer.read(client.getInputStream());
        });
    }

    private void deliver(Pump pump, Delivery delivery) throws InterruptedException {
        pump.write(delivery);
        if (running.decrementAndGet() == 0) {
            end(false);
        }
    }

    /** Work of a link's thread. */
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private synchronized void thread(String name, Work work) {
        if (over) {
            return;
        }
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        LOG.debug("{}: breaks", name, e);
                        reset();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt(); // the link is over
                    }
                },
                name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    boolean isOver() {
        return over;
    }

    /** {@return the first bytes that the server sent} */
    byte[] serversBeginning() {
        return toClient.beginning();
    }

    /** Ends the stream to one side in order. */
    void endOutput(Direction direction) throws IOException {
        Socket receiver = direction == Direction.TO_SERVER ? server : client;
        if (!receiver.isClosed() && !receiver.isOutputShutdown()) {
            receiver.shutdownOutput();
        }
    }

    /** Breaks the connection on both sides. */
    void reset() {
        end(true);
    }

    private void end(boolean broken) {
        List<Thread> all;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            all = List.copyOf(threads);
        }
        close(client, broken);
        close(server, broken);
        all.forEach(Thread::interrupt);
        onEnd.accept(this);
    }

    private static void close(Socket socket, boolean broken) {
        try (socket) {
            if (broken && !socket.isClosed()) {
                socket.setSoLinger(true, 0);
            }
        } catch (IOException e) {
            LOG.debug("{}: closing", socket, e);
        }
    }

    /** Waits until the threads have ended. */
    void join(long millis) throws InterruptedException {
        List<Thread> all;
        synchronized (this) {
            all = List.copyOf(threads);
        }
        for (Thread thread : all) {
            thread.join(millis);
        }
    }
}
