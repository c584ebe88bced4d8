/**
 * How work is made and measured: callers that wait, closed loops, arrivals at a fixed rate, streams; what a process spends
 * meanwhile. Nothing here knows who is measured.
 */
@NullMarked
package dev.loopline.benchmarks.load;

import org.jspecify.annotations.NullMarked;
