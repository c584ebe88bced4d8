package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.IpcClient;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.endpoint.EndpointName;
import dev.loopline.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A server in a process of its own, and a client here. */
class TwoProcessesTest extends SystemFixture {
    // As the kernel writes them on a little-endian machine.
    private static final String LOOPBACK_V4 = "0100007F";
    private static final String LOOPBACK_V4_MAPPED = "0000000000000000FFFF00000100007F";
    private static final String LOOPBACK_V6 = "00000000000000000000000001000000";

    private ChildJvm serving(String name, String loopback) {
        ChildJvm child = later(ChildJvm.start(
                ServingProcess.class, List.of(), directory().path().toString(), name, loopback));
        child.awaitLine("ready .*", PATIENCE);
        return child;
    }

    @Test
    void callsNestFiftyDeepBackAndForthAndTheServerEndsInOrder() {
        ChildJvm child = serving("nested", "IPV4");

        try (IpcClient client =
                client("nested").service(Echoes.serving(Echoes::nest)).connect()) {
            assertThat(Echoes.call(client, "1")).isEqualTo("50");
            assertThat(Echoes.call(client, "hello")).isEqualTo("hello");
        }

        child.closeInput();
        child.awaitLine("closed", PATIENCE);
        assertThat(child.awaitExit(PATIENCE)).isZero();
        assertThat(Endpoints.file(directory(), "nested")).doesNotExist();
        assertThat(EndpointDirectory.at(directory().path()).list()).isEmpty();
    }

    @Test
    void listensOnLoopbackOnly() throws IOException {
        ChildJvm child = serving("listening", "BOTH");

        int port = directory().find(EndpointName.of("listening")).port();
        assertThat(listeners(child.pid()))
                .hasSize(2)
                .isSubsetOf(Stream.of(LOOPBACK_V4, LOOPBACK_V4_MAPPED, LOOPBACK_V6)
                        .map(address -> String.format("%s:%04X", address, port))
                        .toList());
    }

    /** {@return the local addresses at which a process listens} */
    private static Set<String> listeners(long pid) throws IOException {
        Set<String> inodes;
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            inodes = descriptors
                    .map(TwoProcessesTest::target)
                    .filter(target -> target.startsWith("socket:["))
                    .map(target -> target.substring("socket:[".length(), target.length() - 1))
                    .collect(Collectors.toSet());
        }
        Set<String> found = new TreeSet<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/net/" + table))) {
                String[] fields = line.strip().split("\\s+", -1);
                if (fields[3].equals("0A") && inodes.contains(fields[9])) {
                    found.add(fields[1]);
                }
            }
        }
        return found;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }
}
