package dev.loopline.benchmarks.peers.aeron;

import dev.loopline.benchmarks.load.Bytes;
import dev.loopline.benchmarks.load.Pipeline;
import dev.loopline.benchmarks.load.Reply;
import dev.loopline.benchmarks.load.Threads;
import io.aeron.FragmentAssembler;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.logbuffer.FragmentHandler;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** One thread that polls: it sends again what has come back, others hand over what they send. Any thread. */
final class AeronPipeline implements Pipeline, Runnable {
    private final Publication requests;
    private final Subscription responses;
    private final UnsafeBuffer request;
    private final Queue<Reply> handedOver = new ConcurrentLinkedQueue<>();
    private final ArrayDeque<Reply> expected = new ArrayDeque<>(); // by the thread
    private final Thread thread = new Thread(this, "aeron-client");
    private volatile boolean ended;

    AeronPipeline(Publication requests, Subscription responses, int bytes) {
        this.requests = requests;
        this.responses = responses;
        this.request = new UnsafeBuffer(Bytes.of(bytes));
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void send(Reply reply) {
        if (Thread.currentThread() == thread) {
            expected.add(reply);
            Streams.send(requests, request, request.capacity());
        } else {
            handedOver.add(reply);
        }
    }

    @Override
    public void run() {
        FragmentHandler handler =
                new FragmentAssembler((buffer, offset, length, header) -> tell(buffer, offset, length));
        while (!ended) {
            for (Reply next = handedOver.poll(); next != null; next = handedOver.poll()) {
                send(next);
            }
            if (responses.poll(handler, Streams.FRAGMENTS) == 0) {
                Threads.giveWay();
            }
        }
    }

    private void tell(DirectBuffer buffer, int offset, int length) {
        Reply reply = expected.remove();
        try {
            AeronClient.check(buffer, offset, length, request.capacity());
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
    }
}
