@NullMarked
package dev.loopline.benchmarks.peers.nats;

import org.jspecify.annotations.NullMarked;
