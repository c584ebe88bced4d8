package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.testing.ChildJvm;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of a helper whose host dies. */
@Tag("one-java")
class OrphanTest extends HelperFixture {
    /** Of the catalogue. */
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(3);

    private static final String NOT_READY = "not-ready";

    /** The two grace times of the ladder and one second. */
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(6);

    private static final Duration LONGER_THAN_KEEPALIVE = Duration.ofSeconds(24);

    private final Map<ProcessHandle, String> watched = new LinkedHashMap<>();

    private ChildJvm hosting(String... helpers) {
        return later(ChildJvm.start(HostingProcess.class, List.of(), helpers));
    }

    /** Waits until a helper has come to where it stays, and notes all that must not outlive its host. */
    private void watch(ChildJvm host, Map<String, Integer> descendants) {
        Map<String, ProcessHandle> helpers = new LinkedHashMap<>();
        int there = 0;
        long expected = descendants.keySet().stream()
                .filter(name -> !name.equals(NOT_READY))
                .count();
        while (there < expected || helpers.size() < descendants.size()) {
            String[] words =
                    host.awaitLine("[a-z-]+ (pid \\d+|there)", PATIENCE).split(" ", -1);
            if (words[1].equals("pid")) {
                helpers.put(words[0], ProcessHandle.of(Long.parseLong(words[2])).orElseThrow());
            } else {
                there++;
            }
        }
        descendants.forEach((name, count) -> {
            ProcessHandle helper = helpers.get(name);
            await().untilAsserted(
                            () -> assertThat(helper.descendants()).as(name).hasSize(count));
            watched.put(helper, name);
            helper.descendants().forEach(descendant -> watched.put(descendant, "what it started: " + name));
        });
    }

    private void awaitTheEndOfAll() {
        await().untilAsserted(() -> assertThat(watched.entrySet().stream()
                        .filter(process -> process.getKey().isAlive())
                        .toList())
                .as("processes that outlive their host")
                .isEmpty());
    }

    @Test
    void f10HelpersAndWhatTheyStartedEndWhenTheirHostIsKilled() {
        ChildJvm host = hosting(
                "waits-for-its-line,before-the-line,attach,hang",
                "has-its-line,before-connecting,attach,hang",
                "in-the-handshake,in-the-handshake,grandchild,attach,hang",
                NOT_READY + ",start,attach,grandchild,hang",
                "ready-and-deaf,start,attach,grandchild,ready,hang",
                "ready-and-stubborn,start,stubborn,attach,grandchild,ready,hang",
                "ready-and-orderly,start,grandchild,serve");
        watch(
                host,
                Map.of(
                        "waits-for-its-line",
                        0,
                        "has-its-line",
                        0,
                        "in-the-handshake",
                        1,
                        NOT_READY,
                        1,
                        "ready-and-deaf",
                        1,
                        "ready-and-stubborn",
                        1,
                        "ready-and-orderly",
                        1));

        long start = System.nanoTime();
        host.kill9();
        awaitTheEndOfAll();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ENDS_WITHIN.plus(ALLOWANCE));
    }

    @Test
    @Tag("slow")
    void aHelperWaitsForAHostThatIsStopped() {
        ChildJvm host = hosting("orderly,start,grandchild,serve");
        watch(host, Map.of("orderly", 1));

        host.signal("STOP");
        await().during(LONGER_THAN_KEEPALIVE)
                .atMost(LONGER_THAN_KEEPALIVE.plus(PATIENCE))
                .until(() -> watched.keySet().stream().allMatch(ProcessHandle::isAlive));
        host.signal("CONT");

        host.closeInput();
        host.awaitExit(PATIENCE);
        awaitTheEndOfAll();
    }

    @Test
    void theEndOfAHostEndsItsHelpersAllAtTheSameTime() {
        ChildJvm host = hosting(
                "orderly,start,grandchild,serve",
                "stubborn,start,stubborn,attach,grandchild,ready,hang",
                "stubborn-too,start,stubborn,attach,grandchild,ready,hang");
        watch(host, Map.of("orderly", 1, "stubborn", 1, "stubborn-too", 1));

        long start = System.nanoTime();
        host.closeInput();
        host.awaitExit(PATIENCE);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(STOPPED_WITHIN.plus(ALLOWANCE));
        awaitTheEndOfAll();
    }
}
