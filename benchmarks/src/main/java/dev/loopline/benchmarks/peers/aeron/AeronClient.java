package dev.loopline.benchmarks.peers.aeron;

import dev.loopline.benchmarks.load.Bytes;
import dev.loopline.benchmarks.load.Caller;
import dev.loopline.benchmarks.load.Client;
import dev.loopline.benchmarks.load.Count;
import dev.loopline.benchmarks.load.Pipeline;
import dev.loopline.benchmarks.load.Running;
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
        UnsafeBuffer request = new UnsafeBuffer(Bytes.of(bytes));
        Count back = new Count();
        FragmentHandler handler = new FragmentAssembler((buffer, offset, length, header) -> {
            check(buffer, offset, length, bytes);
            back.add(1);
        });
        return () -> {
            long expected = back.get() + 1;
            Streams.send(requests, request, bytes);
            while (back.get() < expected) {
                if (responses.poll(handler, Streams.FRAGMENTS) == 0) {
                    Thread.yield();
                }
            }
        };
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
                    Thread.yield();
                }
            }
            messages.close();
        }

        void end() throws InterruptedException {
            ended = true;
            thread.join();
        }
    }
}
