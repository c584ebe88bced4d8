package dev.loopline.benchmarks.micro;

import static java.util.Objects.requireNonNull;

import dev.loopline.call.ResponseStream;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.echo.v1.StreamRequest;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A stream of a server, which sends as fast as its one reader takes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {UnaryCalls.LEAST_HEAP, UnaryCalls.MOST_HEAP, UnaryCalls.COLLECTOR})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ServerStream {
    /** What carries the bytes; but for the first, the server has a JVM of its own. */
    @Param
    public Wire transport = Wire.IN_PROCESS;

    /** Where the handler runs; it never waits. */
    @Param
    public Handlers handlers = Handlers.DIRECT;

    /** How long the payload of a message is. */
    @Param({"0", "64", "4096", "65536", "1048576"})
    public int payloadBytes;

    private @Nullable Pair pair;
    private @Nullable ResponseStream<EchoMessage> stream;

    /**
     * Starts the server and connects.
     *
     * @throws IOException if the process cannot be started
     */
    @Setup
    public void connect() throws IOException {
        pair = Pair.connect(transport, handlers);
    }

    /** Opens the stream. */
    @Setup(Level.Iteration)
    public void open() {
        stream = requireNonNull(pair, "pair")
                .echo()
                .serverStream(StreamRequest.newBuilder().setSize(payloadBytes).build());
    }

    /** Has enough of it. */
    @TearDown(Level.Iteration)
    public void cancel() {
        requireNonNull(stream, "stream").close();
    }

    /**
     * Ends both.
     *
     * @throws IOException if the endpoint's directory cannot be removed
     */
    @TearDown
    public void close() throws IOException {
        requireNonNull(pair, "pair").close();
    }

    /** {@return the next message} */
    @Benchmark
    public @Nullable EchoMessage message() {
        return requireNonNull(stream, "stream").next();
    }
}
