@NullMarked
package dev.loopline.benchmarks.peers.jeromq;

import org.jspecify.annotations.NullMarked;
