package dev.loopline.benchmarks;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Netty alone, which is what the others are compared with. */
@State(Scope.Benchmark)
public class NettyEcho extends EchoBenchmark {
    private @Nullable NettyLoop loop;

    @Override
    EchoKind kind() {
        return EchoKind.NETTY;
    }

    @Override
    void connect(EchoProcess process) throws InterruptedException {
        loop = new NettyLoop(nanos, process.port());
        loop.run(warmUpMessages, 32);
    }

    @Override
    void disconnect() {
        loop().close();
    }

    private NettyLoop loop() {
        if (loop == null) {
            throw new IllegalStateException("loop: not connected (expected: by start())");
        }
        return loop;
    }

    /**
     * As {@link LooplineEcho#async}.
     *
     * @throws InterruptedException if the benchmark is stopped
     */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    @OperationsPerInvocation(LooplineEcho.CHAIN)
    public void async() throws InterruptedException {
        loop().run(LooplineEcho.CHAIN, 1);
    }

    /**
     * As {@link LooplineEcho#pipelined}.
     *
     * @throws InterruptedException if the benchmark is stopped
     */
    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @OperationsPerInvocation(LooplineEcho.PIPELINED)
    public void pipelined() throws InterruptedException {
        loop().run(LooplineEcho.PIPELINED, LooplineEcho.IN_FLIGHT);
    }
}
