package dev.loopline.benchmarks.topics;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * The process of a publisher: says its port, then does what it is told:
 *
 * <ul>
 *   <li>{@code flood}: begins to publish as fast as it can
 *   <li>{@code pace RATE}: begins to publish so many events per second, at even times whatever becomes of those before
 *   <li>{@code stop}: ends that; how many events those were
 * </ul>
 */
public final class PublisherProcess {
    private static final long AWAKE_NANOS = 80_000; // sleeping takes the kernel some 60 us more than was asked for

    private final EventSource source;
    private volatile boolean stopped;
    private volatile long published;
    private Thread publishing = new Thread();

    private PublisherProcess(EventSource source) {
        this.source = source;
    }

    /**
     * The process itself.
     *
     * @param args a {@link TopicPeer}, the directory of its hub's endpoint and the hub's port
     * @throws Exception if publishing fails
     */
    public static void main(String[] args) throws Exception {
        EventSource source = TopicPeer.valueOf(args[0]).source(Path.of(args[1]), Integer.parseInt(args[2]));
        PublisherProcess process = new PublisherProcess(source);
        System.out.println(source.port());
        BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = asked.readLine(); line != null; line = asked.readLine()) {
            System.out.println(process.answer(line.split(" ")));
        }
        System.exit(0); // what a peer has left running
    }

    private long answer(String[] asked) throws IOException, InterruptedException {
        return switch (asked[0]) {
            case "flood" -> begin(this::flood);
            case "pace" -> begin(() -> pace(1_000_000_000L / Long.parseLong(asked[1])));
            case "stop" -> {
                stopped = true;
                publishing.join();
                yield published;
            }
            default -> throw new IOException(asked[0] + " (expected: flood, pace, stop)");
        };
    }

    private long begin(Runnable publish) {
        stopped = false;
        publishing = new Thread(publish, "publisher");
        publishing.setDaemon(true);
        publishing.start();
        return 1;
    }

    private void flood() {
        long number = 0;
        while (!stopped) {
            source.publish(number++, 0);
        }
        published = number;
    }

    private void pace(long everyNanos) {
        long number = 0;
        long begin = System.nanoTime();
        while (!stopped) {
            long due = begin + number * everyNanos;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                if (left > AWAKE_NANOS) {
                    LockSupport.parkNanos(left - AWAKE_NANOS);
                } else {
                    Thread.onSpinWait();
                }
            }
            source.publish(number++, due);
        }
        published = number;
    }
}
