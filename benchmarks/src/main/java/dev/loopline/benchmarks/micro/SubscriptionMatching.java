package dev.loopline.benchmarks.micro;

import com.google.protobuf.ByteString;
import dev.loopline.internal.topic.SubscriptionTrie;
import dev.loopline.topic.TopicPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What it costs to find the subscriptions of a topic, three of them, among many: {@code ./ipc bench jmh SubscriptionMatching}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SubscriptionMatching {
    private static final String TOPIC = "photo.album3.progress";

    /** How many there are. */
    @Param({"10", "1000", "100000"})
    public int subscriptions;

    private final SubscriptionTrie<TopicPattern<ByteString>> trie = new SubscriptionTrie<>();
    private final List<TopicPattern<ByteString>> all = new ArrayList<>();

    /** Subscribes: to one album each, every other one with a wildcard, and twice to all. */
    @Setup
    public void subscribe() {
        add("photo.>");
        add("*.*.progress");
        for (int i = 0; all.size() < subscriptions; i++) {
            add("photo.album" + i + (i % 2 == 0 ? ".*" : ".progress"));
        }
    }

    private void add(String text) {
        TopicPattern<ByteString> pattern = TopicPattern.ofAnyType(text);
        trie.add(text, pattern);
        all.add(pattern);
    }

    /**
     * Follows the levels of the name.
     *
     * @param found what is found
     */
    @Benchmark
    public void trie(Blackhole found) {
        trie.match(TOPIC, found::consume);
    }

    /**
     * Asks each pattern.
     *
     * @param found what is found
     */
    @Benchmark
    public void scan(Blackhole found) {
        for (TopicPattern<ByteString> pattern : all) {
            if (pattern.matches(TOPIC)) {
                found.consume(pattern);
            }
        }
    }
}
