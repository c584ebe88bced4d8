/** Publish and subscribe: publishers, hubs and subscribers in processes of their own, and what is measured of them. */
@NullMarked
package dev.loopline.benchmarks.topics;

import org.jspecify.annotations.NullMarked;
