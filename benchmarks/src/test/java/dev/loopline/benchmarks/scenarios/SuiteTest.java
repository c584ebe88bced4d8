package dev.loopline.benchmarks.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.benchmarks.report.Contender;
import dev.loopline.benchmarks.report.Measurement;
import dev.loopline.benchmarks.report.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SuiteTest {
    private static final Scenario SCENARIO = new Scenario("some work", "Some work.", "us", false, null);

    private final List<String> order = new ArrayList<>();

    @Test
    void takesTurnsAndEveryOtherRoundInReverse() throws Exception {
        List<Measurement> found = run(new Fake("a", 0), new Fake("b", 0));

        assertThat(order).containsExactly("warm b", "warm a", "a", "b", "b", "a", "a", "b");
        assertThat(found).extracting(each -> each.contender().name()).containsExactly("a", "b");
        assertThat(found.get(0).rounds()).containsExactly(1.0, 2.0, 3.0);
    }

    @Test
    void whatFailsIsLeftOutAndToldOf() throws Exception {
        Suite suite = suite(new Fake("a", 0), new Fake("b", 2));

        List<Measurement> found = suite.run();

        assertThat(found).extracting(each -> each.contender().name()).containsExactly("a");
        assertThat(found.get(0).rounds()).hasSize(3);
        assertThat(suite.notes()).containsExactly("some work: b: left out, since it failed: broken");
    }

    @Test
    void aCellThatNeedsOneRoundIsMeasuredOnce() throws Exception {
        List<Measurement> found = run(new Fake("a", 0) {
            @Override
            public boolean once() {
                return true;
            }
        });

        assertThat(found.get(0).rounds()).containsExactly(1.0);
    }

    @Test
    void whereWarmingUpTakesLongTheRoundsAreShorter() throws Exception {
        Suite suite = new Suite(new Catalogue(), List.of(new Fake("a", 0)), 3, 300, 10, Duration.ofMillis(700));

        suite.run();

        // 700 ms for 3 rounds, of each 120 ms between two measurements.
        assertThat(suite.notes())
                .singleElement()
                .asString()
                .matches("measured for 1[01][0-9] ms each time, since warming up has taken long.*");
    }

    private static List<Measurement> run(Cell... cells) throws Exception {
        return suite(cells).run();
    }

    private static Suite suite(Cell... cells) {
        return new Suite(new Catalogue(), List.of(cells), 3, 10, 10, Duration.ofDays(1));
    }

    private class Fake implements Cell {
        private final String name;
        private final int failsInRound;
        private int rounds;

        Fake(String name, int failsInRound) {
            this.name = name;
            this.failsInRound = failsInRound;
        }

        @Override
        public Scenario scenario() {
            return SCENARIO;
        }

        @Override
        public Contender contender() {
            return new Contender(name, "1", "", Contender.Role.PEER);
        }

        @Override
        public void warmUp(long millis) {
            order.add("warm " + name);
        }

        @Override
        public Finding measure(long millis) {
            order.add(name);
            if (++rounds == failsInRound) {
                throw new IllegalStateException("broken");
            }
            return new Finding(Map.of(SCENARIO, (double) rounds), List.of());
        }
    }
}
