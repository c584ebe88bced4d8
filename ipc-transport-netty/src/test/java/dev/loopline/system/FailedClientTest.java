package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.MessageLite;
import dev.loopline.IpcClient;
import dev.loopline.call.CallOptions;
import dev.loopline.call.ClientInterceptor;
import dev.loopline.call.MethodDescriptor;
import java.io.File;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Clients that cannot be made, or that cannot do what they were made for. */
class FailedClientTest extends SystemFixture {
    private static int openFiles() {
        String[] files = new File("/proc/self/fd").list();
        assumeTrue(files != null, "no /proc/self/fd here");
        return files.length;
    }

    @Test
    void oneThatCannotBeMadeLeavesNothingOpen() {
        Runnable make = () -> assertThatThrownBy(() -> client("x")
                        .service(Echoes.echo())
                        .service(Echoes.echo())
                        .connectLater())
                .isInstanceOf(IllegalArgumentException.class);
        make.run();
        int before = openFiles();

        for (int i = 0; i < 20; i++) {
            make.run();
        }

        assertThat(openFiles()).isLessThan(before + 10);
    }

    @Test
    void aTimeToConnectThatNobodyWaitsForIsRefusedAtOnce() {
        assertThatThrownBy(() -> client("x").connectTimeout(Duration.ofSeconds(Long.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected");
    }

    @Test
    void aCallThatWaitsAndThenCannotBeMadeFails() {
        echoServer("intercepted");
        IpcClient client = later(client("intercepted")
                .intercept(new ClientInterceptor() {
                    @Override
                    public <Q extends MessageLite, R extends MessageLite> CompletableFuture<R> intercept(
                            MethodDescriptor<Q, R> method, Q request, CallOptions options, Next next) {
                        throw new AssertionError("broken");
                    }
                })
                .connectLater());

        var call =
                Echoes.start(client, "x", CallOptions.DEFAULT.withWaitForReady().withDeadline(CallOptions.NO_DEADLINE));

        assertThat(Echoes.failureOf(call).reason()).isEqualTo("CALL_FAILED");
    }
}
