package dev.loopline.examples.demo;

import dev.loopline.examples.demo.v1.ExamineReply;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What the helpers' answers come to. Any thread. */
final class Tally {
    private static final long MAX_LATENCY_NANOS = TimeUnit.HOURS.toNanos(24);

    private final Map<String, Totals> byType = new TreeMap<>(); // as many as MediaTypes knows
    private final Histogram latencyNanos = new Histogram(MAX_LATENCY_NANOS, 3);
    private Totals all = Totals.NONE;

    synchronized void add(ExamineReply reply, long callNanos) {
        all = all.plus(reply);
        byType.merge(reply.getMediaType(), Totals.NONE.plus(reply), (sum, one) -> sum.plus(reply));
        latencyNanos.recordValue(Math.min(callNanos, MAX_LATENCY_NANOS));
    }

    synchronized Totals all() {
        return all;
    }

    synchronized Map<String, Totals> byType() {
        return new TreeMap<>(byType);
    }

    /** {@return the time within which that share of the calls were answered} */
    synchronized long latencyNanos(double percentile) {
        return latencyNanos.getValueAtPercentile(percentile);
    }
}
