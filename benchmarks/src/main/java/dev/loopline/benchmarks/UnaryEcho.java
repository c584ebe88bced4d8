package dev.loopline.benchmarks;

import com.google.protobuf.ByteString;
import dev.loopline.IpcClient;
import dev.loopline.echo.EchoClient;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.proto.echo.v1.EchoMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Round trips of 64 bytes to a server in its own process: one at a time, and 128 in flight. */
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class UnaryEcho {
    private static final int IN_FLIGHT = 128;
    private static final int PAYLOAD_BYTES = 64;

    /** Where handlers run. */
    @Param({"true", "false"})
    public boolean direct;

    private final EchoMessage request = EchoMessage.newBuilder()
            .setPayload(ByteString.copyFrom(new byte[PAYLOAD_BYTES]))
            .build();
    private Path directory;
    private EchoProcess server;
    private IpcClient client;
    private EchoClient echo;

    /**
     * Starts the server and connects.
     *
     * @throws IOException if the process cannot be started
     */
    @Setup
    public void start() throws IOException {
        directory = Files.createTempDirectory("loopline-bench"); // for its owner only
        server = EchoProcess.start(directory, "bench", direct);
        client = IpcClient.named("bench")
                .directory(EndpointDirectory.at(directory))
                .connect();
        echo = EchoClient.on(client);
    }

    /**
     * Ends both.
     *
     * @throws IOException if the server's directory cannot be removed
     */
    @TearDown
    public void stop() throws IOException {
        client.close();
        server.close();
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    /** {@return the response of a blocking call} */
    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public EchoMessage blocking() {
        return echo.unary(request);
    }

    /**
     * Has {@value #IN_FLIGHT} calls in flight.
     *
     * @return the last response
     * @throws ExecutionException if a call fails
     * @throws InterruptedException if the benchmark is stopped
     */
    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @OperationsPerInvocation(IN_FLIGHT)
    public EchoMessage inFlight() throws ExecutionException, InterruptedException {
        CompletableFuture<?>[] calls = new CompletableFuture<?>[IN_FLIGHT];
        for (int i = 0; i < IN_FLIGHT; i++) {
            calls[i] = echo.async().unary(request);
        }
        CompletableFuture.allOf(calls).get();
        return (EchoMessage) calls[IN_FLIGHT - 1].get();
    }
}
