@NullMarked
package dev.loopline.benchmarks.peers.grpc;

import org.jspecify.annotations.NullMarked;
