package dev.loopline.benchmarks.peers.aeron;

import dev.loopline.benchmarks.load.Threads;
import io.aeron.Aeron;
import io.aeron.Publication;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;

/** What both sides agree on. Any thread. */
final class Streams {
    static final String CHANNEL = "aeron:ipc";
    static final int REQUESTS = 1;
    static final int RESPONSES = 2;

    /** Says how large messages are to be, 0 for no more of them, and on which stream. */
    static final int CONTROL = 3;

    /** The first stream of messages; each further one has the next number. */
    static final int MESSAGES = 4;

    static final int FRAGMENTS = 64;

    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Both sides are stopped for long, while others are measured. */
    static final long PATIENCE_NANOS = TimeUnit.HOURS.toNanos(1);

    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private Streams() {}

    /** {@return where the media driver has its files: in memory where that is possible} */
    static String place(Path directory) {
        Path place = Files.isDirectory(SHARED_MEMORY)
                ? SHARED_MEMORY.resolve("aeron-" + directory.getFileName())
                : directory.resolveSibling("aeron-" + directory.getFileName());
        return place.toString();
    }

    static Aeron connect(Path directory) {
        return Aeron.connect(new Aeron.Context()
                .aeronDirectoryName(place(directory))
                .driverTimeoutMs(TimeUnit.NANOSECONDS.toMillis(PATIENCE_NANOS)));
    }

    /** Sends, as soon as there is room and somebody to read it. */
    static void send(Publication to, DirectBuffer buffer, int length) {
        if (to.offer(buffer, 0, length) >= 0) {
            return;
        }
        long begin = System.nanoTime();
        while (to.offer(buffer, 0, length) < 0) {
            checkPatience(begin);
            Threads.giveWay();
        }
    }

    static void checkPatience(long beginNanos) {
        if (System.nanoTime() - beginNanos > WAIT_NANOS) {
            throw new IllegalStateException("aeron: nothing for 10 s (expected: the other side)");
        }
    }
}
