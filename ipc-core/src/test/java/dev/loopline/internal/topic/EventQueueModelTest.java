package dev.loopline.internal.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.topic.OverflowPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random operations, on the queue and on a list that does the same slowly. */
class EventQueueModelTest {
    private static final int RUNS = 100;
    private static final int OPERATIONS = 400;
    private static final HubTopic[] TOPICS = {Events.TOPIC, new HubTopic("photo.done", "photo.v1.Done")};

    /** An event, or a gap. */
    private record Entry(@Nullable HubEvent event, long gap) {}

    /** The queue as its documentation describes it. */
    private static final class Model {
        private final OverflowPolicy policy;
        private final int maxMessages;
        private final long maxBytes;
        private List<Entry> entries = new ArrayList<>();
        private long offered;
        private long taken;
        private long dropped;
        private boolean closed;

        Model(OverflowPolicy policy, int maxMessages, long maxBytes) {
            this.policy = policy;
            this.maxMessages = maxMessages;
            this.maxBytes = maxBytes;
        }

        Offer offer(HubEvent event) {
            if (closed) {
                return Offer.CLOSED;
            }
            boolean wasEmpty = entries.isEmpty();
            if (policy == OverflowPolicy.CONFLATE) {
                for (int i = 0; i < entries.size(); i++) {
                    HubEvent other = entries.get(i).event();
                    if (other != null && other.topic() == event.topic() && Arrays.equals(other.key(), event.key())) {
                        lose(i);
                        break;
                    }
                }
            }
            while (!fits(event)) {
                switch (policy) {
                    case DROP_OLDEST, CONFLATE -> lose(entries.get(0).event() == null ? 1 : 0);
                    case DROP_NEWEST -> {
                        offered++;
                        entries.add(new Entry(event, 0));
                        lose(entries.size() - 1);
                        return Offer.QUEUED;
                    }
                    case BLOCK -> {
                        return Offer.FULL;
                    }
                    case DISCONNECT -> {
                        close();
                        return Offer.OVERFLOW;
                    }
                }
            }
            offered++;
            entries.add(new Entry(event, 0));
            return wasEmpty ? Offer.QUEUED_FIRST : Offer.QUEUED;
        }

        List<Entry> take(int capacity, long budget) {
            List<Entry> all = new ArrayList<>();
            long rest = budget;
            while (!entries.isEmpty() && all.size() < capacity) {
                HubEvent event = entries.get(0).event();
                int bytes = event == null ? 0 : Events.wireBytes(event);
                if (bytes > rest) {
                    break;
                }
                rest -= bytes;
                taken += event == null ? 0 : 1;
                all.add(entries.remove(0));
            }
            return all;
        }

        void close() {
            entries.clear();
            closed = true;
        }

        long waiting() {
            return events().size();
        }

        private List<HubEvent> events() {
            List<HubEvent> events = new ArrayList<>();
            for (Entry entry : entries) {
                if (entry.event() != null) {
                    events.add(entry.event());
                }
            }
            return events;
        }

        private boolean fits(HubEvent event) {
            List<HubEvent> waiting = events();
            long bytes = waiting.stream().mapToLong(HubEvent::costBytes).sum();
            return waiting.isEmpty() || (waiting.size() < maxMessages && bytes + event.costBytes() <= maxBytes);
        }

        private void lose(int index) {
            dropped++;
            entries.set(index, new Entry(null, 1));
            List<Entry> merged = new ArrayList<>();
            for (Entry entry : entries) {
                int last = merged.size() - 1;
                if (entry.event() == null && last >= 0 && merged.get(last).event() == null) {
                    merged.set(last, new Entry(null, merged.get(last).gap() + entry.gap()));
                } else {
                    merged.add(entry);
                }
            }
            entries = merged;
        }
    }

    private static List<Entry> entries(EventBatch batch) {
        List<Entry> all = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            all.add(batch.isGap(i) ? new Entry(null, batch.gap(i)) : new Entry(batch.event(i), 0));
        }
        return all;
    }

    @ParameterizedTest
    @EnumSource(OverflowPolicy.class)
    void doesWhatTheModelDoes(OverflowPolicy policy) {
        for (int run = 0; run < RUNS; run++) {
            long seed = run;
            compare(policy, seed);
        }
    }

    private static void compare(OverflowPolicy policy, long seed) {
        Random random = new Random(seed);
        int maxMessages = 1 + random.nextInt(random.nextBoolean() ? 6 : 70);
        long maxBytes = random.nextBoolean() ? 1L << 30 : 100 + random.nextInt(6000);
        int keys = 1 + random.nextInt(40);
        int offersOfTen = 4 + random.nextInt(6);
        EventQueue queue = new EventQueue(policy, maxMessages, maxBytes);
        Model model = new Model(policy, maxMessages, maxBytes);
        long retained = 0;
        for (int i = 0; i < OPERATIONS; i++) {
            String what = policy + ", seed " + seed + ", operation " + i;
            if (random.nextInt(10) < offersOfTen) {
                String key = "key".repeat(random.nextInt(8)) + random.nextInt(keys);
                HubEvent event = Events.event(TOPICS[random.nextInt(2)], key, i, random.nextInt(80));
                HubEvent offered = i < 30 ? event.asRetained() : event;
                Offer expected = model.offer(offered);
                retained += offered.retained() && expected.compareTo(Offer.FULL) < 0 ? 1 : 0;
                assertThat(queue.offer(offered)).as(what).isEqualTo(expected);
            } else {
                int capacity = 2 + random.nextInt(20);
                long budget = random.nextBoolean() ? Long.MAX_VALUE : random.nextInt(500);
                EventBatch batch = Events.batch(capacity);
                queue.take(batch, budget);
                assertThat(entries(batch)).as(what).isEqualTo(model.take(capacity, budget));
                assertThat(batch.isLast()).as(what).isEqualTo(model.entries.isEmpty());
            }
            EventCounts counts = queue.counts();
            assertThat(counts)
                    .as(what)
                    .isEqualTo(new EventCounts(
                            model.offered, model.taken, model.dropped, model.waiting(), counts.discarded()));
            assertThat(counts.taken() + counts.dropped() + counts.waiting() + counts.discarded())
                    .as(what)
                    .isEqualTo(counts.offered());
            EventCounts kept = queue.retainedCounts();
            assertThat(kept.offered()).as(what).isEqualTo(retained);
            assertThat(kept.waiting())
                    .as(what)
                    .isEqualTo(
                            model.events().stream().filter(HubEvent::retained).count());
        }
    }
}
