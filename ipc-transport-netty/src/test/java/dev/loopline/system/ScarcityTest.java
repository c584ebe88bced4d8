package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.testing.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Machines that have few of something: ports, threads, or patience with what is left behind. */
class ScarcityTest extends SystemFixture {
    private static final int PORTS = 11;
    private static final int THREADS = 70;

    @Test
    void e05WithoutAFreePortAClientFailsCleanlyAndConnectsWhenThereIsOneAgain() throws Exception {
        assumeThat(Path.of("/usr/bin/unshare")).as("unshare").exists();
        assumeThat(new ProcessBuilder("unshare", "-n", "true").start().waitFor())
                .as("unshare -n")
                .isZero();
        String range = "echo '40000 " + (40_000 + PORTS - 1) + "' > /proc/sys/net/ipv4/ip_local_port_range";

        ChildJvm child = later(ChildJvm.start(
                List.of("unshare", "-n", "sh", "-c", "ip link set lo up && " + range + " && exec \"$@\"", "sh"),
                Map.of(),
                FewPortsProcess.class,
                List.of(),
                directory().path().toString()));

        assertThat(child.awaitLine("full .*", PATIENCE)).matches("full after \\d+: ENDPOINT_UNREACHABLE NOT_EXECUTED");
        child.awaitLine("others true", PATIENCE);
        child.awaitLine("recovered", PATIENCE);
        assertThat(child.awaitExit(PATIENCE)).isZero();
    }

    @Test
    void e06WithoutAFreeThreadCallsFailOrAreServedAndAllGoesOnWhenThereIsOneAgain() throws Exception {
        assumeThat(Path.of("/usr/bin/prlimit")).as("prlimit").exists();
        try (OtherUser user = new OtherUser()) {
            List<String> lines = user.run(
                    OtherUser.UID + 1,
                    List.of("prlimit", "--nproc=" + THREADS + ":" + THREADS),
                    FewThreadsProcess.class);

            assertThat(lines).contains("full", "recovered y", "done");
            String calls = lines.stream()
                    .filter(line -> line.startsWith("calls "))
                    .findFirst()
                    .orElseThrow();
            String without = "HANDLERS_BUSY|OUT_OF_MEMORY"
                    // Whoever runs virtual threads says nothing when it gets no thread; then they end in time.
                    + (Runtime.version().feature() >= 21 ? "|DEADLINE_EXCEEDED" : "");
            assertThat(calls).matches("calls \\{((answered|" + without + ")=\\d+(, )?)+}");
            assertThat(lines)
                    .anyMatch(line -> line.matches(
                            "lost connection: (answered|(DEADLINE_EXCEEDED|RESOURCE_EXHAUSTED) NOT_EXECUTED)"));
        }
    }

    // ---- what many connections leave behind

    private record Held(long files, long residentKib) {}

    private static Held held() throws IOException {
        System.gc();
        String[] files = new File("/proc/self/fd").list();
        assumeTrue(files != null, "no /proc here");
        long resident = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
        return new Held(files.length, resident);
    }

    private void connect(int count, int perSecond) {
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) {
            try (IpcClient client = client("e08").connect()) {
                assertThat(client.isOpen()).isTrue();
            }
            long early = begin + i * TimeUnit.SECONDS.toNanos(1) / perSecond - System.nanoTime();
            if (early > 0) {
                LockSupport.parkNanos(early);
            }
        }
    }

    private void connectAndCompare(int warmUp, int count) throws IOException {
        IpcServer server = echoServer("e08");
        connect(warmUp, 1_000);
        await().until(() -> server.connections().isEmpty());
        Held before = held();

        connect(count, 200);

        await().until(() -> server.connections().isEmpty());
        Held after = held();
        assertThat(after.files()).as("open files, before " + before).isLessThanOrEqualTo(before.files() + 5);
        assertThat(after.residentKib()).as("memory, before " + before).isLessThan(before.residentKib() + 64 * 1024);
    }

    @Test
    void e08ConnectionsThatComeAndGoLeaveNothingBehind() throws IOException {
        connectAndCompare(200, 400);
    }

    @Test
    @Tag("slow")
    @Timeout(900)
    void e08TenMinutesOfConnectionsThatComeAndGo() throws IOException {
        connectAndCompare(2_000, (int) Duration.ofMinutes(10).toSeconds() * 200);
    }
}
