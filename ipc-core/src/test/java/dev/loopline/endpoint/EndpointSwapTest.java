package dev.loopline.endpoint;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loopline.StatusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is exchanged while it is read. */
class EndpointSwapTest {
    private static final int READS = 20_000;
    private static final int OTHER_UID = 1001;
    private static final Set<String> REFUSALS =
            Set.of(EndpointFailure.NOT_FOUND, EndpointFailure.UNSAFE, EndpointFailure.IO);

    @TempDir
    private Path parent;

    private final Endpoint own = Samples.endpoint();
    private final Endpoint foreign = Samples.endpoint();
    private Path file;
    private Path aside;
    private Path planted;
    private EndpointDirectory directory;

    @BeforeEach
    void makeBothFiles() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to give a file to another user");
        Path path = parent.resolve("run");
        directory = EndpointDirectory.at(path);
        directory.claim(Samples.NAME).close();
        file = write(path.resolve("photo+thumbs.endpoint"), own);
        aside = path.resolve("aside");
        planted = write(path.resolve("planted"), foreign);
        Files.setAttribute(planted, "unix:uid", OTHER_UID);
    }

    private static Path write(Path file, Endpoint endpoint) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.write(file, EndpointFile.encode(endpoint));
    }

    /** Its own file is moved away and back, over and over, and for a moment something else is in its place. */
    @Test
    void c06NeverUsesWhatIsSwappedInWhileItReads() throws Exception {
        AtomicBoolean stopped = new AtomicBoolean();
        CompletableFuture<Integer> swaps = CompletableFuture.supplyAsync(() -> swapUntil(stopped), task -> {
            Thread thread = new Thread(task, "swapper");
            thread.setDaemon(true);
            thread.start();
        });
        Map<String, Integer> outcomes = new TreeMap<>();

        for (int i = 0; i < READS; i++) {
            outcomes.merge(outcomeOfReading(), 1, Integer::sum);
        }
        stopped.set(true);

        assertThat(swaps.get()).isGreaterThan(1000);
        assertThat(outcomes).containsKeys("own", EndpointFailure.UNSAFE);
        assertThat(outcomes.keySet())
                .isSubsetOf(Set.of("own", EndpointFailure.NOT_FOUND, EndpointFailure.UNSAFE, EndpointFailure.IO));
    }

    private String outcomeOfReading() {
        try {
            Endpoint found = directory.find(Samples.NAME);
            return found.equals(own) ? "own" : "foreign";
        } catch (StatusException e) {
            return REFUSALS.contains(e.reason()) ? e.reason() : e.getMessage();
        }
    }

    private int swapUntil(AtomicBoolean stopped) {
        int swaps = 0;
        try {
            while (!stopped.get()) {
                Files.move(file, aside, ATOMIC_MOVE);
                if (swaps % 2 == 0) {
                    Files.move(planted, file, ATOMIC_MOVE);
                    Files.move(file, planted, ATOMIC_MOVE);
                } else {
                    Files.createSymbolicLink(file, planted);
                    Files.delete(file);
                }
                Files.move(aside, file, ATOMIC_MOVE);
                swaps++;
            }
            return swaps;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
