/** Transfer of files of any size, with progress, that goes on where it was interrupted. */
@NullMarked
package dev.loopline.examples.transfer;

import org.jspecify.annotations.NullMarked;
