package dev.loopline.benchmarks.peers.jeromq;

import dev.loopline.benchmarks.load.Bytes;
import dev.loopline.benchmarks.load.Pipeline;
import dev.loopline.benchmarks.load.Reply;
import dev.loopline.benchmarks.load.Threads;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.zeromq.ZMQ;

/** One thread that owns the socket: what has come back is sent again by it, others hand over what they send. Any thread. */
final class JeromqPipeline implements Pipeline, Runnable {
    private static final int LOOK_MILLIS = 10;
    private static final int FOR_EVER = -1;

    private final ZMQ.Socket dealer;
    private final byte[] payload;
    private final Consumer<ZMQ.Socket> back;
    private final Queue<Reply> handedOver = new ConcurrentLinkedQueue<>();
    private final ArrayDeque<Reply> expected = new ArrayDeque<>(); // by the thread
    private final Thread thread = new Thread(this, "dealer");
    private volatile boolean ended;

    /** Takes a socket over, and gives it back when it ends. */
    JeromqPipeline(ZMQ.Socket dealer, int bytes, Consumer<ZMQ.Socket> back) {
        this.dealer = dealer;
        this.payload = Bytes.of(bytes);
        this.back = back;
        dealer.setReceiveTimeOut(LOOK_MILLIS);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void send(Reply reply) {
        if (Thread.currentThread() == thread) {
            expected.add(reply);
            dealer.send(payload);
        } else {
            handedOver.add(reply);
        }
    }

    @Override
    public void run() {
        while (!ended) {
            for (Reply next = handedOver.poll(); next != null; next = handedOver.poll()) {
                send(next);
            }
            byte[] message = dealer.recv();
            if (message != null) {
                tell(expected.remove(), message);
            }
        }
        dealer.setReceiveTimeOut(FOR_EVER);
    }

    private void tell(Reply reply, byte[] message) {
        try {
            JeromqClient.check(message, payload.length);
        } catch (IllegalStateException e) {
            reply.failed(e);
            return;
        }
        reply.arrived();
    }

    @Override
    public void close() {
        ended = true;
        Threads.join(thread);
        back.accept(dealer);
    }
}
