package dev.loopline.benchmarks.micro;

import static java.util.Objects.requireNonNull;

import dev.loopline.echo.EchoClient;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What benchmarks of unary calls have in common: a client, one connection, a server that sends back what it is sent. They sample
 * how long a call takes; subclasses named PerSecond count calls.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {UnaryCalls.LEAST_HEAP, UnaryCalls.MOST_HEAP, UnaryCalls.COLLECTOR})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public abstract class UnaryCalls {
    static final String LEAST_HEAP = "-Xms1g";
    static final String MOST_HEAP = "-Xmx1g";
    static final String COLLECTOR = "-XX:+UseParallelGC";

    /** What carries the bytes; but for the first, the server has a JVM of its own. */
    @Param
    public Wire transport = Wire.IN_PROCESS;

    /** Where the handler runs. */
    @Param
    public Handlers handlers = Handlers.DIRECT;

    /** How long the payload is, each way. */
    @Param({"0", "64", "4096", "65536", "1048576"})
    public int payloadBytes;

    private @Nullable Pair pair;
    private byte @Nullable [] payload;
    private @Nullable EchoClient echo;

    UnaryCalls() {}

    /**
     * Starts the server and connects.
     *
     * @throws IOException if the process cannot be started
     */
    @Setup
    public void connect() throws IOException {
        Pair connected = Pair.connect(transport, handlers);
        pair = connected;
        payload = Echo.payload(payloadBytes);
        echo = connected.echo();
        connected();
    }

    /** Called when calls can be made; JMH does not say in which order it calls the set-ups of a class and its parent. */
    void connected() {}

    /**
     * Ends both.
     *
     * @throws IOException if the endpoint's directory cannot be removed
     */
    @TearDown
    public void close() throws IOException {
        requireNonNull(pair, "pair").close();
    }

    final EchoClient echo() {
        return requireNonNull(echo, "echo");
    }

    final byte[] payload() {
        return requireNonNull(payload, "payload");
    }
}
