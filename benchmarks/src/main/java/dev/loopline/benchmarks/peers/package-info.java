/**
 * Who is compared: a package for each with its server, its client and the settings of both, and the two processes that any of
 * them runs in.
 */
@NullMarked
package dev.loopline.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
