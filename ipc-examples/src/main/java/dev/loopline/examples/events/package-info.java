/** An event bus between processes: one is the hub, some import photos and say how far they are, some watch. */
@NullMarked
package dev.loopline.examples.events;

import org.jspecify.annotations.NullMarked;
