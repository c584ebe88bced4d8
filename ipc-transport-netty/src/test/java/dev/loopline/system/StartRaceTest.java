package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.IpcClient;
import dev.loopline.StatusException;
import dev.loopline.endpoint.EndpointName;
import dev.loopline.testing.ChildJvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many servers of one name that start at the same moment. */
@Tag("one-java")
class StartRaceTest extends SystemFixture {
    private static final String NAME = "c13";
    private static final int SERVERS = 50;

    /** Somebody who reads the file all the time, and notes what comes of it: reasons of failures, or ids. */
    private final class Reader implements AutoCloseable {
        private final Set<String> seen = new ConcurrentSkipListSet<>();
        private final Thread thread = new Thread(this::read, "reader");

        Reader() {
            thread.start();
        }

        private void read() {
            while (!thread.isInterrupted()) {
                try {
                    seen.add(directory().find(EndpointName.of(NAME)).id().toString());
                } catch (StatusException e) {
                    seen.add(e.reason());
                }
            }
        }

        Set<String> seen() {
            return seen;
        }

        @Override
        public void close() {
            thread.interrupt();
        }
    }

    private List<ChildJvm> racers(int processes, int serversEach) {
        List<ChildJvm> racers = new ArrayList<>();
        for (int i = 0; i < processes; i++) {
            racers.add(later(ChildJvm.start(
                    RacingProcess.class,
                    List.of("-Xmx48m", "-Xss512k"),
                    directory().path().toString(),
                    NAME,
                    Integer.toString(serversEach))));
        }
        racers.forEach(racer -> racer.awaitLine("ready", Duration.ofMinutes(3)));
        return racers;
    }

    /** Starts them all and returns the process that has the owner. */
    private ChildJvm race(List<ChildJvm> racers, int serversEach) {
        try (Reader reader = new Reader()) {
            racers.forEach(racer -> racer.send("go"));
            List<String> errors = new ArrayList<>();
            List<String> owners = new ArrayList<>();
            List<ChildJvm> winners = new ArrayList<>();
            for (ChildJvm racer : racers) {
                for (int i = 0; i < serversEach; i++) {
                    String line = racer.awaitLine(".*", Duration.ofMinutes(3));
                    if (line.startsWith("owner ")) {
                        owners.add(line.substring("owner ".length()));
                        winners.add(racer);
                    } else {
                        errors.add(line);
                    }
                }
            }

            assertThat(owners).as("owners beside %s", errors).hasSize(1);
            ChildJvm winner = winners.get(0);
            assertThat(errors).hasSize(racers.size() * serversEach - 1).allSatisfy(error -> assertThat(error)
                    .startsWith("ENDPOINT_IN_USE endpoint c13: taken by ")
                    .containsAnyOf("taken by pid " + winner.pid() + " (", "a server that is starting or stopping"));
            await().untilAsserted(() -> assertThat(reader.seen()).contains(owners.get(0)));
            assertThat(reader.seen()).isSubsetOf(owners.get(0), "ENDPOINT_NOT_FOUND", "ENDPOINT_STALE");
            try (IpcClient client = client(NAME).connect()) {
                assertThat(Echoes.call(client, "x")).isEqualTo("x");
            }
            return winner;
        }
    }

    /** Once without a file, and once for the file of a server that was killed. */
    private void raceTwice(int processes, int serversEach) {
        List<ChildJvm> racers = racers(processes, serversEach);

        ChildJvm winner = race(racers, serversEach);

        winner.kill9();
        winner.awaitExit(PATIENCE);
        racers.remove(winner);
        race(racers, serversEach);
    }

    @Test
    void c13OfFiftyServersThatStartAtOnceOneOwnsTheName() {
        raceTwice(5, SERVERS / 5);
    }

    @Test
    @Tag("slow")
    @Timeout(600)
    void c13OfFiftyProcessesThatStartAServerAtOnceOneOwnsTheName() {
        raceTwice(SERVERS, 1);
    }
}
