package dev.loopline.benchmarks;

import java.io.IOException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What all benchmarks here have in common: a server in its own process, and readings of both sides per iteration. */
@State(Scope.Benchmark)
public abstract class EchoBenchmark {
    private static volatile @Nullable Reading last; // JMH gives its profilers no other way to a state

    /** Messages that the compilers of both sides see before JMH's own warm-up. */
    @Param("400000")
    public int warmUpMessages;

    final Histogram nanos = new Histogram(3);
    private @Nullable EchoProcess server;
    private EchoProcess.Counts before = new EchoProcess.Counts(0, new Spent(0, 0));
    private Spent clientBefore = new Spent(0, 0);

    EchoBenchmark() {}

    /** Forgets and returns what the last iteration showed; {@code null} if none has ended. */
    static @Nullable Reading takeLast() {
        Reading taken = last;
        last = null;
        return taken;
    }

    /** {@return what to start} */
    abstract EchoKind kind();

    abstract void connect(EchoProcess process) throws IOException, InterruptedException;

    abstract void disconnect() throws IOException;

    /**
     * Starts the server, connects, warms up.
     *
     * @throws IOException if the process cannot be started
     * @throws InterruptedException if the benchmark is stopped
     */
    @Setup
    public final void start() throws IOException, InterruptedException {
        EchoProcess process = EchoProcess.start(kind());
        server = process;
        connect(process);
    }

    /**
     * Ends both.
     *
     * @throws IOException if the server's directory cannot be removed
     */
    @TearDown
    public final void stop() throws IOException {
        disconnect();
        if (server != null) {
            server.close();
        }
    }

    /**
     * Notes what both sides have done so far.
     *
     * @throws IOException if the server does not answer
     */
    @Setup(Level.Iteration)
    public final void beginIteration() throws IOException {
        before = counts();
        nanos.reset();
        clientBefore = Spent.now();
    }

    /**
     * Notes what both have done since.
     *
     * @throws IOException if the server does not answer
     */
    @TearDown(Level.Iteration)
    public final void endIteration() throws IOException {
        Spent client = Spent.now().since(clientBefore);
        EchoProcess.Counts after = counts();
        last = new Reading(
                after.calls() - before.calls(),
                client,
                after.spent().since(before.spent()),
                nanos.getValueAtPercentile(50),
                nanos.getValueAtPercentile(99));
    }

    private EchoProcess.Counts counts() throws IOException {
        if (server == null) {
            throw new IllegalStateException("server: not started (expected: by start())");
        }
        return server.counts();
    }
}
