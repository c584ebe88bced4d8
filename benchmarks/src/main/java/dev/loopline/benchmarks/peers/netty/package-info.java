@NullMarked
package dev.loopline.benchmarks.peers.netty;

import org.jspecify.annotations.NullMarked;
