package dev.loopline.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.Certainty;
import dev.loopline.IpcClient;
import dev.loopline.StatusException;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What SIGTERM does to a process whose server drains. */
class DrainProcessTest extends SystemFixture {
    /** Of the catalogue: grace time and one second. The rest is for machines that are busy with other things. */
    private static final Duration BEYOND_GRACE = Duration.ofSeconds(1);

    private static final Duration ALLOWANCE = Duration.ofSeconds(1);
    private static final int CLIENTS = 3;
    private static final int IN_FLIGHT = 80;

    private final Queue<String> answered = new ConcurrentLinkedQueue<>();
    private final Queue<String> notExecuted = new ConcurrentLinkedQueue<>();
    private final Queue<String> unknown = new ConcurrentLinkedQueue<>();

    private ChildJvm draining(String name, Duration grace) {
        ChildJvm child = later(ChildJvm.start(
                DrainingProcess.class, List.of(), directory().path().toString(), name, grace.toString()));
        child.awaitLine("ready .*", PATIENCE);
        return child;
    }

    private List<String> ledger() throws IOException {
        return Files.readAllLines(DrainingProcess.ledger(directory()), UTF_8);
    }

    /** Keeps calls in flight until one of them was not executed. */
    private Thread caller(IpcClient client, String name) {
        Thread caller = new Thread(
                () -> {
                    Semaphore room = new Semaphore(IN_FLIGHT);
                    AtomicBoolean goesOn = new AtomicBoolean(true);
                    for (int i = 0; goesOn.get(); i++) {
                        room.acquireUninterruptibly();
                        String id = name + "/" + i;
                        var unused = Echoes.start(client, id).whenComplete((response, failure) -> {
                            goesOn.compareAndSet(true, failure == null);
                            outcomes(failure).add(id);
                            room.release();
                        });
                    }
                    room.acquireUninterruptibly(IN_FLIGHT);
                },
                name);
        caller.start();
        return caller;
    }

    private Queue<String> outcomes(Throwable failure) {
        if (failure == null) {
            return answered;
        }
        boolean surelyNot = failure instanceof StatusException status && status.certainty() == Certainty.NOT_EXECUTED;
        return surelyNot ? notExecuted : unknown;
    }

    @Test
    void f08SigtermUnderLoadLosesNoAcceptedCall() throws Exception {
        Duration grace = Duration.ofSeconds(10);
        ChildJvm server = draining("f08", grace);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            callers.add(caller(later(client("f08").connect()), "caller" + i));
        }
        await().until(() -> answered.size() > 5 * IN_FLIGHT);

        int answeredBefore = answered.size();
        long start = System.nanoTime();
        server.terminate();
        int exitCode = server.awaitExit(grace.plus(PATIENCE));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(exitCode).isEqualTo(128 + 15);
        assertThat(took).isLessThan(grace.plus(BEYOND_GRACE));
        assertThat(unknown).as("calls that may have run").isEmpty();
        assertThat(ledger()).as("executions").containsExactlyInAnyOrderElementsOf(answered);
        assertThat(answered.size() - answeredBefore)
                .as("answered after the signal")
                .isPositive();
        assertThat(notExecuted).hasSizeGreaterThanOrEqualTo(CLIENTS).doesNotContainAnyElementsOf(ledger());
        assertThat(Endpoints.file(directory(), "f08")).doesNotExist();
    }

    /** Not even a handler that ignores its interruption, beside which others still end. */
    @Test
    void f08NothingHoldsTheProcessLongerThanTheGraceTimeAndASecond() throws Exception {
        Duration grace = Duration.ofMillis(500);
        ChildJvm server = draining("f08stuck", grace);
        IpcClient client = later(client("f08stuck").connect());
        CompletableFuture<EchoMessage> stuck = Echoes.start(client, "stuck");
        CompletableFuture<EchoMessage> ends = Echoes.start(client, "ends");
        await().until(() -> ledger().size() == 2);

        long start = System.nanoTime();
        server.terminate();
        int exitCode = server.awaitExit(grace.plus(PATIENCE));
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(exitCode).isEqualTo(128 + 15);
        assertThat(took).isBetween(grace, grace.plus(BEYOND_GRACE).plus(ALLOWANCE));
        assertThat(Echoes.failureOf(stuck).certainty()).isEqualTo(Certainty.UNKNOWN);
        assertThat(Echoes.text(ends.join())).isEqualTo("ends");
        assertThat(ledger()).contains("interrupted");
    }
}
