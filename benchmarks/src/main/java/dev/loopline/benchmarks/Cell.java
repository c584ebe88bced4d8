package dev.loopline.benchmarks;

import java.util.List;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * One thing that is measured: a benchmark method with its parameter, if it has one.
 *
 * @param name how it is called in tables and selections
 * @param type the class of the benchmark
 * @param method its method
 * @param parameter name of its parameter, empty for none
 * @param value of that parameter
 * @param kind what its figure is
 */
record Cell(String name, Class<?> type, String method, String parameter, String value, Kind kind) {
    /** What is compared with what. */
    enum Kind {
        /** One message at a time: microseconds. */
        ROUND_TRIP,
        /** Many at a time: calls per second. */
        CALLS_PER_SECOND
    }

    static final String NETTY_ASYNC = "netty, async";
    static final String NETTY_PIPELINED = "netty, 128 in flight";
    static final String DIRECT_ASYNC = "loopline direct, async";
    static final String DIRECT_PIPELINED = "loopline direct, 128 in flight";

    /** In the order in which a round measures them: what is compared closely stands close. */
    static final List<Cell> ALL = List.of(
            sockets("blocking"),
            sockets("spinning"),
            loopline("direct", "blocking", "blocking", Kind.ROUND_TRIP),
            loopline("threads", "blocking", "blocking", Kind.ROUND_TRIP),
            loopline("threads", "async", "async", Kind.ROUND_TRIP),
            loopline("direct", "async", "async", Kind.ROUND_TRIP),
            new Cell(NETTY_ASYNC, NettyEcho.class, "async", "", "", Kind.ROUND_TRIP),
            new Cell(NETTY_PIPELINED, NettyEcho.class, "pipelined", "", "", Kind.CALLS_PER_SECOND),
            loopline("direct", "128 in flight", "pipelined", Kind.CALLS_PER_SECOND),
            loopline("threads", "128 in flight", "pipelined", Kind.CALLS_PER_SECOND),
            loopline("direct", "64 callers", "callers", Kind.CALLS_PER_SECOND),
            loopline("threads", "64 callers", "callers", Kind.CALLS_PER_SECOND));

    private static Cell sockets(String waits) {
        return new Cell("sockets, " + waits, SocketEcho.class, "pingPong", "waits", waits, Kind.ROUND_TRIP);
    }

    private static Cell loopline(String handlers, String what, String method, Kind kind) {
        return new Cell("loopline " + handlers + ", " + what, LooplineEcho.class, method, "handlers", handlers, kind);
    }

    /** {@return the cell of Netty alone that this one is compared with} */
    String reference() {
        return kind == Kind.ROUND_TRIP ? NETTY_ASYNC : NETTY_PIPELINED;
    }

    /** {@return options by which JMH runs this and nothing else} */
    ChainedOptionsBuilder options() {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(type.getName() + "." + method) + "$")
                .addProfiler(BothSides.class)
                .shouldFailOnError(true);
        return parameter.isEmpty() ? options : options.param(parameter, value);
    }

    /** {@return the name as part of a file's} */
    String fileName() {
        return name.replaceAll("[^a-z0-9]+", "-");
    }
}
