@NullMarked
package dev.loopline.benchmarks.peers.thrift;

import org.jspecify.annotations.NullMarked;
