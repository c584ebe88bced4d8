package dev.loopline.internal.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loopline.internal.endpoint.ProcFs.Presence;
import dev.loopline.testing.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcFsTest {
    @Test
    void findsTheFieldsBehindAnyProgramName() {
        String line = "4711 (a) Z (b c) S 1 1 1 0 -1 4194560 1 0 0 0 1 1 0 0 20 0 3 0 987654 100 200";

        ProcStat stat = ProcStat.parse(line);

        assertThat(stat).isEqualTo(new ProcStat(4711, 'S', 3, 987_654));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "4711", "4711 (x) S", "x (y) S 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", ") (", "1 (x) "})
    void whatIsNoStatLineIsUnknown(String line) {
        assertThat(ProcStat.parse(line)).isNull();
    }

    @Test
    void aProcessIsDeadWhenItsLastThreadIs() {
        assertThat(new ProcStat(1, 'Z', 1, 1).isDead()).isTrue();
        assertThat(new ProcStat(1, 'X', 0, 1).isDead()).isTrue();
        assertThat(new ProcStat(1, 'Z', 2, 1).isDead()).isFalse();
        assertThat(new ProcStat(1, 'T', 1, 1).isDead()).isFalse();
    }

    @Test
    void tellsThisProcessFromOthers() {
        assumeLinux();
        long pid = ProcessHandle.current().pid();
        long ticks = ProcFs.ownStartTicks();

        assertThat(ticks).isPositive();
        assertThat(ProcFs.presence(pid, ticks)).isEqualTo(Presence.SAME);
        assertThat(ProcFs.presence(pid, ticks + 1)).isEqualTo(Presence.REPLACED);
        assertThat(ProcFs.presence(Integer.MAX_VALUE, ticks)).isEqualTo(Presence.GONE);
    }

    @Test
    void knowsTheBootAndTheNamespaces() {
        assumeLinux();

        assertThat(ProcFs.bootId()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        assertThat(ProcFs.ownNamespace("net")).matches("[0-9]+");
        assertThat(ProcFs.ownNamespace("nonsense")).isEmpty();
    }

    @Test
    void aProcessThatItsParentHasNotBuriedIsGone() throws IOException {
        assumeLinux();
        // sleep does not wait for the child that it inherits.
        Process parent = new ProcessBuilder("sh", "-c", "sleep 0.2 & echo $!; exec sleep 60").start();
        try (BufferedReader out = parent.inputReader()) {
            long pid = Long.parseLong(out.readLine());
            long ticks = Objects.requireNonNull(ProcStat.parse(ProcFs.readOrEmpty(Path.of("/proc/" + pid + "/stat"))))
                    .startTicks();

            await().atMost(Duration.ofSeconds(10)).until(() -> ProcFs.presence(pid, ticks) == Presence.GONE);

            assertThat(Files.exists(Path.of("/proc/" + pid))).isTrue();
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void aProcDirectoryOfAnotherPidNamespaceTellsNothing() {
        assumeLinux();
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make a namespace");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/unshare")), "needs unshare");
        List<String> unshare = List.of("unshare", "--pid", "--fork", "--kill-child");

        try (ChildJvm child = ChildJvm.start(unshare, Map.of(), Self.class, List.of())) {
            // It is pid 1 there, and /proc/1 is another process.
            assertThat(child.awaitLine(".*", Duration.ofSeconds(20))).isEqualTo("1 UNKNOWN");
        }
    }

    /** Looks for itself. */
    static final class Self {
        private Self() {}

        public static void main(String[] args) {
            long pid = ProcessHandle.current().pid();
            System.out.println(pid + " " + ProcFs.presence(pid, ProcFs.ownStartTicks()));
        }
    }

    private static void assumeLinux() {
        assumeTrue(OperatingSystem.current() == OperatingSystem.LINUX, "needs /proc");
    }
}
