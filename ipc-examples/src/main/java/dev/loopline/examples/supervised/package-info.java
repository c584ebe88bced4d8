/** A helper process that is started, called, started again after a crash, and ended. */
@NullMarked
package dev.loopline.examples.supervised;

import org.jspecify.annotations.NullMarked;
