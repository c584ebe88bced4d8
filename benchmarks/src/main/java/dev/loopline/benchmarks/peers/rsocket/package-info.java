@NullMarked
package dev.loopline.benchmarks.peers.rsocket;

import org.jspecify.annotations.NullMarked;
