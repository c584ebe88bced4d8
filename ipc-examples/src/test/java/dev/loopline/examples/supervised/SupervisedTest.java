package dev.loopline.examples.supervised;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.testing.ChildJvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SupervisedTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @Test
    void theHelperIsStartedAgainAfterItsCrash() {
        try (ChildJvm host = ChildJvm.start(Supervised.class, List.of())) {
            List<String> lines = new ArrayList<>();
            do {
                lines.add(host.awaitLine(".*", TIMEOUT));
            } while (!lines.get(lines.size() - 1).contains(" was stopped "));

            assertThat(lines).containsSubsequence("Hello Ada!", "crash: UNAVAILABLE, UNKNOWN", "Hello Bob!");
            assertThat(lines).filteredOn(line -> line.endsWith(" is ready")).hasSize(2);
            assertThat(lines)
                    .anyMatch(
                            line -> line.matches(
                                    "helper greeter \\(pid \\d+\\) ended with exit code 3 after .*; starting it again in 100 ms"));
            assertThat(host.awaitExit(TIMEOUT)).isZero();
            assertThat(host.handle().descendants()).isEmpty();
        }
    }
}
