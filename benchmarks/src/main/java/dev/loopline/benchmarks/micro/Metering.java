package dev.loopline.benchmarks.micro;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.MessageLite;
import dev.loopline.IpcClientBuilder;
import dev.loopline.IpcServerBuilder;
import dev.loopline.call.CallContext;
import dev.loopline.call.CallOptions;
import dev.loopline.call.ClientInterceptor;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.call.ServerInterceptor;
import dev.loopline.call.UnaryHandler;
import dev.loopline.metrics.IpcMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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

/** What metrics and interceptors add to a call, on both sides together: 64 bytes, 128 calls under way, no sockets. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {UnaryCalls.LEAST_HEAP, UnaryCalls.MOST_HEAP, UnaryCalls.COLLECTOR})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class Metering {
    private static final int CALLS = 1024;
    private static final int IN_FLIGHT = 128;
    private static final int PAYLOAD_BYTES = 64;

    /** What both sides add. */
    public enum Added {
        /** Nothing. */
        NONE(false, false),
        /** A registry of meters. */
        REGISTRY(true, false),
        /** An interceptor that lets all pass. */
        INTERCEPTORS(false, true),
        /** Both. */
        BOTH(true, true);

        private final boolean registry;
        private final boolean interceptors;

        Added(boolean registry, boolean interceptors) {
            this.registry = registry;
            this.interceptors = interceptors;
        }
    }

    /** What both sides add. */
    @Param
    public Added added = Added.NONE;

    private @Nullable Pair pair;
    private @Nullable AsyncCalls calls;

    /**
     * Connects both sides.
     *
     * @throws IOException if there is no place for the endpoint
     */
    @Setup
    public void connect() throws IOException {
        IpcMetrics metrics = added.registry ? IpcMetrics.in(new SimpleMeterRegistry()) : IpcMetrics.none();
        Pair connected = Pair.inProcess(
                Handlers.DIRECT,
                server -> withInterceptor(server.metrics(metrics)),
                client -> withInterceptor(client.metrics(metrics)));
        pair = connected;
        calls = new AsyncCalls(connected.echo(), Echo.payload(PAYLOAD_BYTES));
    }

    private IpcServerBuilder withInterceptor(IpcServerBuilder server) {
        return added.interceptors ? server.intercept(new PassingServer()) : server;
    }

    private IpcClientBuilder withInterceptor(IpcClientBuilder client) {
        return added.interceptors ? client.intercept(new PassingClient()) : client;
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

    /**
     * Calls.
     *
     * @throws InterruptedException if the benchmark is stopped
     */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void calls() throws InterruptedException {
        requireNonNull(calls, "calls").run(CALLS, IN_FLIGHT);
    }

    private static final class PassingServer implements ServerInterceptor {
        @Override
        public <Q extends MessageLite, R extends MessageLite> R intercept(
                Q request, CallContext call, UnaryHandler<Q, R> next) throws Exception {
            return next.handle(request, call);
        }
    }

    private static final class PassingClient implements ClientInterceptor {
        @Override
        public <Q extends MessageLite, R extends MessageLite> CompletableFuture<R> intercept(
                MethodDescriptor<Q, R> method, Q request, CallOptions options, Next next) {
            return next.call(method, request, options);
        }
    }
}
