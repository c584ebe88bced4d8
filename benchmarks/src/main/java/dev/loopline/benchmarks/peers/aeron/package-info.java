@NullMarked
package dev.loopline.benchmarks.peers.aeron;

import org.jspecify.annotations.NullMarked;
