/**
 * Benchmarks of JMH: what single parts of Loopline cost, and what a call or a stream costs over each transport, with the
 * server in its own JVM. {@code ./ipc bench jmh -l} lists them. They compare Loopline with itself; how it does beside others
 * is for {@code ./ipc bench}.
 */
@NullMarked
package dev.loopline.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
