package dev.loopline.benchmarks.micro;

import dev.loopline.proto.echo.v1.EchoMessage;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Threads;

/** Unary calls of threads that wait for the answer, over one connection. */
public class BlockingCalls extends UnaryCalls {
    /** {@return the response to one caller} */
    @Benchmark
    @Threads(1)
    public EchoMessage caller1() {
        return echo().unary(Echo.message(payload()));
    }

    /** {@return the response to one of four callers} */
    @Benchmark
    @Threads(4)
    public EchoMessage callers4() {
        return echo().unary(Echo.message(payload()));
    }

    /** {@return the response to one of 64 callers} */
    @Benchmark
    @Threads(64)
    public EchoMessage callers64() {
        return echo().unary(Echo.message(payload()));
    }
}
