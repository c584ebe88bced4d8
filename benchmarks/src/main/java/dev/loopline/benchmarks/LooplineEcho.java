package dev.loopline.benchmarks;

import dev.loopline.proto.echo.v1.EchoMessage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;

/** Unary calls of Loopline. */
@State(Scope.Benchmark)
public class LooplineEcho extends EchoBenchmark {
    static final int CHAIN = 200;
    static final int PIPELINED = 20_000;
    static final int IN_FLIGHT = 128;
    static final int CALLERS = 64;

    /** Where handlers run. */
    @Param({"direct", "threads"})
    public String handlers = "direct";

    private @Nullable LooplineLoop loop;

    @Override
    EchoKind kind() {
        return handlers.equals("direct") ? EchoKind.LOOPLINE_DIRECT : EchoKind.LOOPLINE_THREADS;
    }

    @Override
    void connect(EchoProcess process) throws InterruptedException {
        loop = new LooplineLoop(nanos, process.directory());
        if (handlers.equals("direct")) {
            loop.run(warmUpMessages, 32);
        } else {
            loop.run(warmUpMessages / 4, 8); // slower, and a thread each, which lives on for a while
        }
    }

    @Override
    void disconnect() {
        loop().close();
    }

    private LooplineLoop loop() {
        if (loop == null) {
            throw new IllegalStateException("loop: not connected (expected: by start())");
        }
        return loop;
    }

    /** {@return the response of one blocking caller} */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public EchoMessage blocking() {
        long begin = System.nanoTime();
        EchoMessage response = loop().call();
        nanos.recordValue(System.nanoTime() - begin);
        return response;
    }

    /**
     * One call at a time, each made when the future of the one before completes.
     *
     * @throws InterruptedException if the benchmark is stopped
     */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    @OperationsPerInvocation(CHAIN)
    public void async() throws InterruptedException {
        loop().run(CHAIN, 1);
    }

    /**
     * {@value #IN_FLIGHT} calls at a time, made on one thread.
     *
     * @throws InterruptedException if the benchmark is stopped
     */
    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @OperationsPerInvocation(PIPELINED)
    public void pipelined() throws InterruptedException {
        loop().run(PIPELINED, IN_FLIGHT);
    }

    /** {@return the response of one of {@value #CALLERS} blocking callers} */
    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @Threads(CALLERS)
    public EchoMessage callers() {
        return loop().call();
    }
}
