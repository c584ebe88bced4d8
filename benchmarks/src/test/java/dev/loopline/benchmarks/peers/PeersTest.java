package dev.loopline.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.loopline.benchmarks.load.Client;
import dev.loopline.benchmarks.load.Server;
import dev.loopline.benchmarks.load.Slice;
import dev.loopline.benchmarks.load.Spent;
import dev.loopline.benchmarks.load.Stretch;
import dev.loopline.benchmarks.load.Work;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each peer in this process and shortly. That what arrives is what was sent is checked by the clients themselves. */
@Tag("one-java")
class PeersTest {
    private static final List<Work> ALL_WORK = List.of(
            new Work(Work.Kind.BLOCKING, 64, 1),
            new Work(Work.Kind.BLOCKING, 64, 3),
            new Work(Work.Kind.BLOCKING, 100_000, 1),
            new Work(Work.Kind.ASYNC, 64, 1),
            new Work(Work.Kind.ASYNC, 64, 16),
            new Work(Work.Kind.OPEN, 64, 500),
            new Work(Work.Kind.STREAM, 64, 1),
            new Work(Work.Kind.STREAM, 100_000, 1),
            new Work(Work.Kind.ECHO, 64, 1));

    static List<String> names() {
        return Peers.ALL.stream().map(peer -> peer.contender().name()).toList();
    }

    @ParameterizedTest
    @MethodSource("names")
    void doesAllWorkThatItCanDo(String name, @TempDir Path directory) throws Exception {
        Peer peer = Peers.named(name);
        assumeThat(peer.missing()).isEmpty();
        List<Work> done = new ArrayList<>();

        try (Server server = peer.serve(directory);
                Client client = peer.connect(directory, server.port())) {
            for (Work work : ALL_WORK) {
                if (canDo(work, client)) {
                    done.add(work);
                }
            }
        }

        assertThat(done).contains(new Work(Work.Kind.BLOCKING, 64, 1));
    }

    private static boolean canDo(Work work, Client client) throws Exception {
        try {
            Stretch stretch = new Stretch(work, client); // which waits until something is done
            Slice slice = Stretch.slice(stretch.end(), new Spent(0, 0, 0));
            assertThat(slice.done()).isNotNegative();
            return true;
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }

    @Test
    void namesAreUniqueAndSettingsAreTold() {
        assertThat(names()).doesNotHaveDuplicates();
        assertThat(Peers.ALL).allSatisfy(peer -> {
            assertThat(peer.contender().version()).isNotBlank().doesNotContain("$");
            assertThat(peer.contender().settings()).isNotBlank();
        });
    }
}
