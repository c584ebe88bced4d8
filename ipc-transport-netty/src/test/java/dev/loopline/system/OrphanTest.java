package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.testing.ChildJvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of a helper whose host dies. */
class OrphanTest extends HelperFixture {
    /** Of the catalogue. */
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(3);

    /** The two grace times of the ladder and one second. */
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(6);

    private final Map<ProcessHandle, String> watched = new LinkedHashMap<>();

    private ChildJvm hosting(String upTo, String... words) {
        List<String> args = new ArrayList<>(List.of(upTo));
        args.addAll(List.of(words));
        return later(ChildJvm.start(HostingProcess.class, List.of(), args.toArray(String[]::new)));
    }

    /** Waits until a host and its helper have come to where they stay, and notes all that must not outlive the host. */
    private void watch(String what, ChildJvm host, String untilLine, int descendants) {
        String line = host.awaitLine("pid \\d+", PATIENCE);
        ProcessHandle helper =
                ProcessHandle.of(Long.parseLong(line.substring("pid ".length()))).orElseThrow();
        if (!untilLine.isEmpty()) {
            host.awaitLine(untilLine, PATIENCE);
        }
        await().untilAsserted(() -> assertThat(helper.descendants()).as(what).hasSize(descendants));
        watched.put(helper, what);
        helper.descendants().forEach(descendant -> watched.put(descendant, "what it started: " + what));
    }

    private void awaitTheEndOfAll() {
        await().untilAsserted(() -> assertThat(watched.entrySet().stream()
                        .filter(process -> process.getKey().isAlive())
                        .toList())
                .as("processes that outlive their host")
                .isEmpty());
    }

    /** One host for each stage, all at once, since each takes a while to get there. */
    @Test
    void f10HelpersAndWhatTheyStartedEndWhenTheirHostIsKilled() {
        ChildJvm noLine = hosting("before-the-line", "attach", "hang");
        ChildJvm line = hosting("before-connecting", "attach", "hang");
        ChildJvm handshake = hosting("in-the-handshake", "grandchild", "attach", "hang");
        ChildJvm notReady = hosting("ready", "attach", "grandchild", "hang");
        ChildJvm deaf = hosting("ready", "attach", "grandchild", "ready", "hang");
        ChildJvm stubborn = hosting("ready", "stubborn", "attach", "grandchild", "ready", "hang");
        ChildJvm orderly = hosting("ready", "grandchild", "serve");
        watch("it waits for the line", noLine, "there", 0);
        watch("it has got the line", line, "there", 0);
        watch("it is in the handshake", handshake, "bytes 160", 1);
        watch("it is not ready yet", notReady, "", 1);
        watch("it is ready and does not wait for its host", deaf, "ready \\d+", 1);
        watch("it is ready and does not let itself be ended", stubborn, "ready \\d+", 1);
        watch("it is ready and waits for its host", orderly, "ready \\d+", 1);

        long start = System.nanoTime();
        List.of(noLine, line, handshake, notReady, deaf, stubborn, orderly).forEach(ChildJvm::kill9);
        awaitTheEndOfAll();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ENDS_WITHIN.plus(ALLOWANCE));
    }

    @Test
    void theEndOfAHostEndsItsHelpers() {
        ChildJvm terminated = hosting("ready", "grandchild", "serve");
        ChildJvm exiting = hosting("ready", "stubborn", "attach", "grandchild", "ready", "hang");
        watch("orderly", terminated, "ready \\d+", 1);
        watch("stubborn", exiting, "ready \\d+", 1);

        long start = System.nanoTime();
        terminated.terminate();
        exiting.closeInput();
        terminated.awaitExit(PATIENCE);
        exiting.awaitExit(PATIENCE);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(STOPPED_WITHIN.plus(ALLOWANCE));
        awaitTheEndOfAll();
    }
}
