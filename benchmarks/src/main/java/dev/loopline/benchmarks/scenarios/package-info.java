/**
 * What is measured: the catalogue of scenarios with those that are compared in each, the rounds in which they take turns, and
 * what is aimed at.
 */
@NullMarked
package dev.loopline.benchmarks.scenarios;

import org.jspecify.annotations.NullMarked;
