/** The {@code ipc} command. */
@NullMarked
package dev.loopline.cli;

import org.jspecify.annotations.NullMarked;
