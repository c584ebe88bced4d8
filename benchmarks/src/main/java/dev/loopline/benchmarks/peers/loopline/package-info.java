@NullMarked
package dev.loopline.benchmarks.peers.loopline;

import org.jspecify.annotations.NullMarked;
