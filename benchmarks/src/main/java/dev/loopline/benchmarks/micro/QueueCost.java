package dev.loopline.benchmarks.micro;

import dev.loopline.internal.topic.EventBatch;
import dev.loopline.internal.topic.EventQueue;
import dev.loopline.internal.topic.HubEvent;
import dev.loopline.internal.topic.HubTopic;
import dev.loopline.topic.OverflowPolicy;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a subscription's queue adds to an event, on one thread: {@code ./ipc bench jmh QueueCost}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class QueueCost {
    private static final int EVENTS = 512;
    private static final int KEYS = 64;

    /** What happens to events without room. */
    @Param({"DROP_OLDEST", "CONFLATE"})
    public OverflowPolicy policy = OverflowPolicy.DROP_OLDEST;

    private final HubEvent[] events = new HubEvent[EVENTS];
    private final EventBatch batch = new EventBatch(64, event -> event.payload().length);
    private EventQueue queue = new EventQueue(policy, EVENTS / 2, 4L << 20);

    /** Makes events of 64 keys, and a queue with room for half of them. */
    @Setup
    public void prepare() {
        HubTopic topic = new HubTopic("photo.progress", "photo.v1.Progress");
        for (int i = 0; i < EVENTS; i++) {
            byte[] key = ("album/" + i % KEYS).getBytes(StandardCharsets.UTF_8);
            events[i] = new HubEvent(topic, key, new byte[64], false);
        }
        queue = new EventQueue(policy, EVENTS / 2, 4L << 20);
    }

    /**
     * Offers and takes, 32 events at a time.
     *
     * @return how many were taken last
     */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public int offerAndTake() {
        int taken = 0;
        for (int i = 0; i < EVENTS; i++) {
            queue.offer(events[i]);
            if (i % 32 == 31) {
                taken = queue.take(batch, Long.MAX_VALUE);
            }
        }
        return taken;
    }

    /** Offers to a subscriber that has stopped. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void offerToAFullQueue() {
        for (int i = 0; i < EVENTS; i++) {
            queue.offer(events[i]);
        }
    }
}
