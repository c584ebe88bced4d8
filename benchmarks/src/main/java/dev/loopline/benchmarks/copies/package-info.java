/** How often the bytes of a message are copied between one's message object and the other's, by counting. */
@NullMarked
package dev.loopline.benchmarks.copies;

import org.jspecify.annotations.NullMarked;
