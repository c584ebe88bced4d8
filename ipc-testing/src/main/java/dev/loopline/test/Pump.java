package dev.loopline.test;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Moves one direction of one connection: one thread reads, so that the time of arrival is known, another one delivers.
 *
 * <p>What is between them is bounded ({@value #QUEUED_CHUNKS} reads of {@value #CHUNK_BYTES} bytes at most). When that is
 * full nothing is read, and the sender feels it.
 */
final class Pump {
    static final int CHUNK_BYTES = 4096;
    static final int QUEUED_CHUNKS = 64;

    private final Lane lane;
    private final Link link;
    private final Lane.Beginning beginning;
    private final BlockingQueue<Chunk> queue = new ArrayBlockingQueue<>(QUEUED_CHUNKS);

    Pump(Lane lane, Link link) {
        this.lane = lane;
        this.link = link;
        beginning = lane.newBeginning();
    }

    Lane lane() {
        return lane;
    }

    byte[] beginning() {
        return beginning.bytes();
    }

    /** Reads until the sender ends. */
    void read(InputStream in) throws InterruptedException {
        Chunk.Kind end = Chunk.Kind.END;
        try {
            byte[] bytes = new byte[CHUNK_BYTES];
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                lane.received.add(count);
                beginning.add(bytes, count);
                queue.put(Chunk.of(Arrays.copyOf(bytes, count)));
            }
        } catch (IOException e) {
            end = Chunk.Kind.BROKEN;
        }
        queue.put(Chunk.end(end));
    }

    /** Delivers until the sender has ended. */
    void write(Delivery delivery) throws InterruptedException {
        try {
            Chunk chunk = queue.take();
            for (; chunk.kind() == Chunk.Kind.BYTES; chunk = queue.take()) {
                delivery.deliver(chunk);
            }
            delivery.end(chunk);
        } catch (IOException e) {
            link.reset(); // the receiver has gone, and the sender learns it as it would without a proxy
        }
    }
}
