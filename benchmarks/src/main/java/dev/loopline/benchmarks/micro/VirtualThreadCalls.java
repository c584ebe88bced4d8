package dev.loopline.benchmarks.micro;

import org.openjdk.jmh.annotations.Fork;

/** {@link BlockingCalls} whose callers are virtual threads, which JMH makes on Java 21 and later and refuses to make before. */
@Fork(
        value = 1,
        jvmArgsAppend = {UnaryCalls.LEAST_HEAP, UnaryCalls.MOST_HEAP, UnaryCalls.COLLECTOR, "-Djmh.executor=VIRTUAL"})
public class VirtualThreadCalls extends BlockingCalls {}
