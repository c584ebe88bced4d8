@NullMarked
package dev.loopline.benchmarks.peers.sockets;

import org.jspecify.annotations.NullMarked;
