/** The main job: a main process and two helpers that examine the files of a directory, by calls in both directions. */
@NullMarked
package dev.loopline.examples.demo;

import org.jspecify.annotations.NullMarked;
