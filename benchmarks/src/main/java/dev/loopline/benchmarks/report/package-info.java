/**
 * What a run of the benchmarks found, and how it is told: records of the results, the ratios and their spread, the table
 * on the console, {@code results.json}, {@code report.html}, and the comparison with an earlier run. Nothing here measures.
 */
@NullMarked
package dev.loopline.benchmarks.report;

import org.jspecify.annotations.NullMarked;
