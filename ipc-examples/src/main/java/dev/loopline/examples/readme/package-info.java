/** The example of the README. */
@NullMarked
package dev.loopline.examples.readme;

import org.jspecify.annotations.NullMarked;
