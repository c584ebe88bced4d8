package dev.loopline.benchmarks.topics;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;

/**
 * The process of subscribers, which does what it is told:
 *
 * <ul>
 *   <li>{@code subscribe COUNT lossless|lossy}: makes so many connections with a subscription each
 *   <li>{@code measure MILLIS}: events per second of all together, of the slowest and of the fastest
 *   <li>{@code settle PUBLISHED}: waits for what is under way; how many events are missing, and how many it was told of
 *   <li>{@code times MILLIS}: microseconds of the median, the 99th and the 99.9th percentile, and how many events those were
 *   <li>{@code unsubscribe}: ends all
 * </ul>
 */
public final class SubscriberProcess {
    private static final long RAMP_MILLIS = 100;
    private static final long FIRST_MILLIS = 20_000;
    private static final long IDLE_NANOS = 400_000_000;

    private final EventSink sink;
    private final List<Arrivals> subscriptions = new ArrayList<>();

    SubscriberProcess(EventSink sink) {
        this.sink = sink;
    }

    /**
     * The process itself.
     *
     * @param args a {@link TopicPeer}, the directory of its hub's endpoint and the port of the hub or publisher
     * @throws Exception if measuring fails
     */
    public static void main(String[] args) throws Exception {
        SubscriberProcess process =
                new SubscriberProcess(TopicPeer.valueOf(args[0]).sink(Path.of(args[1]), Integer.parseInt(args[2])));
        System.out.println(1);
        BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = asked.readLine(); line != null; line = asked.readLine()) {
            System.out.println(process.answer(line.split(" ")));
        }
        System.exit(0); // what a peer has left running
    }

    String answer(String[] asked) throws IOException, InterruptedException {
        return switch (asked[0]) {
            case "subscribe" -> {
                for (int i = 0; i < Integer.parseInt(asked[1]); i++) {
                    Arrivals arrivals = new Arrivals();
                    subscriptions.add(arrivals);
                    sink.subscribe(arrivals, asked[2].equals("lossless"));
                }
                yield "1";
            }
            case "measure" -> rates(Long.parseLong(asked[1]));
            case "settle" -> settle(Long.parseLong(asked[1]));
            case "times" -> times(Long.parseLong(asked[1]));
            case "unsubscribe" -> {
                sink.unsubscribe();
                subscriptions.clear();
                yield "1";
            }
            default -> throw new IOException(asked[0] + " (expected: subscribe, measure, settle, times, unsubscribe)");
        };
    }

    private String rates(long millis) throws InterruptedException {
        awaitFirst();
        Thread.sleep(RAMP_MILLIS);
        long begin = System.nanoTime();
        long[] before = arrived();
        Thread.sleep(millis);
        long[] after = arrived();
        double seconds = (System.nanoTime() - begin) / 1e9;
        double all = 0;
        double least = Double.MAX_VALUE;
        double most = 0;
        for (int i = 0; i < after.length; i++) {
            double rate = (after[i] - before[i]) / seconds;
            all += rate;
            least = Math.min(least, rate);
            most = Math.max(most, rate);
        }
        return String.format(Locale.ROOT, "%.1f %.1f %.1f", all, least, most);
    }

    /** Waits until each subscription has an event. */
    private void awaitFirst() throws InterruptedException {
        long begin = System.nanoTime();
        while (LongStream.of(arrived()).anyMatch(count -> count == 0)) {
            if (System.nanoTime() - begin > FIRST_MILLIS * 1_000_000) {
                throw new IllegalStateException("no event for one subscription within " + FIRST_MILLIS + " ms");
            }
            Thread.sleep(1);
        }
    }

    private long[] arrived() {
        return subscriptions.stream().mapToLong(Arrivals::arrived).toArray();
    }

    private String settle(long published) throws InterruptedException {
        long wanted = published * subscriptions.size();
        long seen = LongStream.of(arrived()).sum();
        long since = System.nanoTime();
        while (seen < wanted && System.nanoTime() - since < IDLE_NANOS) {
            Thread.sleep(5);
            long now = LongStream.of(arrived()).sum();
            if (now != seen) {
                seen = now;
                since = System.nanoTime();
            }
        }
        long told = subscriptions.stream().mapToLong(Arrivals::missed).sum();
        return (wanted - seen) + " " + told;
    }

    private String times(long millis) throws InterruptedException {
        awaitFirst();
        subscriptions.forEach(Arrivals::beginTimes);
        Thread.sleep(millis);
        Histogram all = new Histogram(3);
        for (Arrivals each : subscriptions) {
            all.add(each.times());
        }
        return String.format(
                Locale.ROOT,
                "%.1f %.1f %.1f %d",
                all.getValueAtPercentile(50) / 1e3,
                all.getValueAtPercentile(99) / 1e3,
                all.getValueAtPercentile(99.9) / 1e3,
                all.getTotalCount());
    }
}
