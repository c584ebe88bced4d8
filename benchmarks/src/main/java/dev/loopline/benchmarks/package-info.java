/** The command {@code ./ipc bench}. */
@NullMarked
package dev.loopline.benchmarks;

import org.jspecify.annotations.NullMarked;
