package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.process.HelperLine;
import dev.loopline.process.HelperProcess;
import dev.loopline.process.HelperProcessBuilder;
import dev.loopline.process.HelperState;
import dev.loopline.process.HelperStateChange;
import dev.loopline.testing.ChildJvm;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;

/** Helpers of the test's own JVM. No process may be left after a test. */
abstract class HelperFixture extends SystemFixture {
    /** What the machine may need beyond a time that the catalogue grants, while it is busy with other things. */
    static final Duration ALLOWANCE = Duration.ofSeconds(2);

    final Queue<HelperStateChange> changes = new ConcurrentLinkedQueue<>();
    final Queue<HelperLine> lines = new ConcurrentLinkedQueue<>();

    @AfterEach
    @Override
    void nothingIsLeft() throws Exception {
        super.nothingIsLeft();
        await().untilAsserted(() -> assertThat(ProcessHandle.current().descendants())
                .as("processes")
                .isEmpty());
        await().untilAsserted(() -> assertThat(changes)
                .as("processes that this test started")
                .noneMatch(change -> change.pid() > 0 && isAlive(change.pid())));
    }

    /** A helper in Java, quick to start and small, whose output and states are kept. */
    HelperProcessBuilder helper(String... words) {
        return kept(HelperProcess.java(HelpingProcess.class)
                .jvmOptions("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m")
                .jvmOptions(ChildJvm.NATIVE_ACCESS.toArray(String[]::new))
                .arguments(words)
                .name("thumbs"));
    }

    HelperProcessBuilder kept(HelperProcessBuilder builder) {
        return builder.output(lines::add).onStateChange(changes::add);
    }

    HelperProcess started(HelperProcessBuilder builder) {
        return later(builder.start(PATIENCE));
    }

    List<HelperState> states() {
        return changes.stream().map(HelperStateChange::state).toList();
    }

    static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    static List<ProcessHandle> descendants(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .toList();
    }
}
