package dev.loopline.benchmarks.peers.aeron;

import dev.loopline.benchmarks.load.Bytes;
import dev.loopline.benchmarks.load.Caller;
import dev.loopline.benchmarks.load.Client;
import dev.loopline.benchmarks.load.Count;
import dev.loopline.benchmarks.load.Pipeline;
import dev.loopline.benchmarks.load.Running;
import dev.loopline.benchmarks.load.Threads;
import io.aeron.Aeron;
import io.aeron.FragmentAssembler;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.logbuffer.FragmentHandler;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Messages to and fro, polled by whoever waits for them: one caller or one pipeline at a time. For one thread. */
final class AeronClient implements Client {
    private final Aeron aeron;
    private final Publication requests;
    private final Publication control;
    private final Subscription responses;
    private int streams;
    private boolean hasCaller;

    AeronClient(Path directory) {
        aeron = Streams.connect(directory);
        requests = aeron.addPublication(Streams.CHANNEL, Streams.REQUESTS);
        control = aeron.addPublication(Streams.CHANNEL, Streams.CONTROL);
        responses = aeron.addSubscription(Streams.CHANNEL, Streams.RESPONSES);
    }

    static void check(DirectBuffer buffer, int offset, int length, int bytes) {
        Bytes.check(length, length == 0 ? 0 : buffer.getByte(offset + length - 1), bytes);
    }

    @Override
    public Caller caller(int bytes) {
        if (hasCaller) {
            throw new UnsupportedOperationException(
                    "aeron ipc: a second caller (expected: one, since replies are polled)");
        }
        hasCaller = true;
        return new OneCaller(bytes);
    }

    @Override
    public Pipeline pipeline(int bytes) {
        return new AeronPipeline(requests, responses, bytes);
    }

    @Override
    public Running stream(int bytes, Count arrived) {
        int stream = Streams.MESSAGES + streams++;
        Reading reading = new Reading(aeron.addSubscription(Streams.CHANNEL, stream), bytes, arrived);
        ask(bytes, stream);
        return () -> {
            reading.end();
            ask(0, stream);
        };
    }

    private void ask(int bytes, int stream) {
        UnsafeBuffer wanted = new UnsafeBuffer(new byte[2 * Integer.BYTES]);
        wanted.putInt(0, bytes);
        wanted.putInt(Integer.BYTES, stream);
        Streams.send(control, wanted, wanted.capacity());
    }

    @Override
    public void close() {
        aeron.close();
    }

    private final class OneCaller implements Caller {
        private static final int POLLS_PER_LOOK = 4096;

        private final UnsafeBuffer request;
        private final FragmentHandler handler;
        private long back;

        OneCaller(int bytes) {
            request = new UnsafeBuffer(Bytes.of(bytes));
            handler = new FragmentAssembler((buffer, offset, length, header) -> {
                check(buffer, offset, length, bytes);
                back++;
            });
        }

        @Override
        public void call() {
            long expected = back + 1;
            Streams.send(requests, request, request.capacity());
            long begin = 0;
            for (int idle = 0; back < expected; ) {
                if (responses.poll(handler, Streams.FRAGMENTS) == 0) {
                    Threads.giveWay();
                    if (++idle % POLLS_PER_LOOK == 0) {
                        begin = begin == 0 ? System.nanoTime() : begin;
                        Streams.checkPatience(begin);
                    }
                }
            }
        }

        @Override
        public void close() {
            hasCaller = false;
        }
    }

    private static final class Reading implements Runnable {
        private final Subscription messages;
        private final FragmentHandler handler;
        private final Thread thread = new Thread(this, "aeron-reader");
        private volatile boolean ended;

        Reading(Subscription messages, int bytes, Count arrived) {
            this.messages = messages;
            handler = new FragmentAssembler((buffer, offset, length, header) -> {
                check(buffer, offset, length, bytes);
                arrived.add(1);
            });
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void run() {
            while (!ended) {
                if (messages.poll(handler, Streams.FRAGMENTS) == 0) {
                    Threads.giveWay();
                }
            }
            messages.close();
        }

        void end() {
            ended = true;
            Threads.join(thread);
        }
    }
}
