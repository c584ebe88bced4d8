package dev.loopline.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.loopline.Certainty;
import dev.loopline.IpcClient;
import dev.loopline.StatusException;
import dev.loopline.echo.EchoClient;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.SleepRequest;
import dev.loopline.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How {@code ipc serve} ends while it is called. */
@Tag("one-java")
class ServeDrainTest {
    private static final int LONG_MILLIS = 9_000;
    private static final Duration ALLOWANCE = Duration.ofSeconds(2); // for a machine that does other things too

    private Cli cli;

    @BeforeEach
    void makeRuntimeDirectory(@TempDir Path temporary) throws IOException {
        cli = Cli.in(temporary);
    }

    private IpcClient connect(String name) {
        return IpcClient.named(name)
                .directory(EndpointDirectory.at(cli.directory()))
                .connect();
    }

    /** Returns once the server has taken the call. */
    private static CompletableFuture<EchoMessage> sleep(IpcClient client, int millis) {
        EchoClient echo = EchoClient.on(client);
        CompletableFuture<EchoMessage> sleep =
                echo.async().sleep(SleepRequest.newBuilder().setMillis(millis).build());
        assertThat(echo.unary(EchoMessage.getDefaultInstance())).isEqualTo(EchoMessage.getDefaultInstance());
        return sleep;
    }

    private static void awaitError(ChildJvm server, String text) {
        await().atMost(Cli.PATIENCE).until(() -> server.errorLines().stream().anyMatch(line -> line.contains(text)));
    }

    private static StatusException failureOf(CompletableFuture<EchoMessage> call) {
        ExecutionException failure =
                requireNonNull(catchThrowableOfType(ExecutionException.class, () -> call.get(20, TimeUnit.SECONDS)));
        return (StatusException) requireNonNull(failure.getCause());
    }

    @Test
    void finishesTheCallsThatRun() throws Exception {
        try (ChildJvm server = cli.serve("test/drain");
                IpcClient client = connect("test/drain")) {
            CompletableFuture<EchoMessage> call = sleep(client, 1_000);

            server.signal("TERM"); // terminate() would close its output too
            awaitError(server, "ipc: waiting up to 10 s for calls that still run");

            assertThat(cli.endpointFile("test/drain")).doesNotExist();
            assertThat(call.get(20, TimeUnit.SECONDS)).isEqualTo(EchoMessage.getDefaultInstance());
            assertThat(server.awaitExit(Cli.PATIENCE)).isZero();
        }
    }

    @Test
    void f08CancelsWhatHasNotEndedInTimeAndSaysSo() {
        try (ChildJvm server = cli.serve("test/grace", "--grace", "400ms");
                IpcClient client = connect("test/grace")) {
            CompletableFuture<EchoMessage> call = sleep(client, LONG_MILLIS);
            long start = System.nanoTime();

            server.signal("TERM");
            int exitCode = server.awaitExit(Cli.PATIENCE);

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(400), Duration.ofMillis(1_400).plus(ALLOWANCE));
            assertThat(exitCode).isZero();
            assertThat(failureOf(call).certainty()).isEqualTo(Certainty.UNKNOWN);
            awaitError(server, "ipc: 1 call had not ended after 400 ms and got cancelled");
        }
    }

    @Test
    void aSecondSignalEndsItAtOnce() {
        try (ChildJvm server = cli.serve("test/second");
                IpcClient client = connect("test/second")) {
            CompletableFuture<EchoMessage> call = sleep(client, LONG_MILLIS);
            server.signal("TERM");
            awaitError(server, "ipc: waiting up to 10 s");
            long start = System.nanoTime();

            server.signal("INT");
            int exitCode = server.awaitExit(Cli.PATIENCE);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ALLOWANCE);
            assertThat(exitCode).isEqualTo(130);
            assertThat(failureOf(call).certainty()).isEqualTo(Certainty.UNKNOWN);
        }
    }
}
