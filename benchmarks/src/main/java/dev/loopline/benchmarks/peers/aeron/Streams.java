package dev.loopline.benchmarks.peers.aeron;

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

    /** Both sides are stopped for long, while others are measured. */
    static final long PATIENCE_NANOS = TimeUnit.HOURS.toNanos(1);

    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private Streams() {}

    /** {@return where the media driver has its files: in memory where that is possible} */
    static String place(Path directory) {
        Path parent = Files.isDirectory(SHARED_MEMORY) ? SHARED_MEMORY : directory.getParent();
        return parent.resolve("aeron-" + directory.getFileName()).toString();
    }

    static Aeron connect(Path directory) {
        return Aeron.connect(new Aeron.Context()
                .aeronDirectoryName(place(directory))
                .driverTimeoutMs(TimeUnit.NANOSECONDS.toMillis(PATIENCE_NANOS)));
    }

    /** Sends, as soon as there is room. Returns false if the other side has gone. */
    static boolean send(Publication to, DirectBuffer buffer, int length) {
        while (true) {
            long result = to.offer(buffer, 0, length);
            if (result >= 0) {
                return true;
            }
            if (result == Publication.CLOSED || result == Publication.MAX_POSITION_EXCEEDED) {
                return false;
            }
            Thread.yield();
        }
    }
}
