package dev.loopline.examples.demo;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a job came to.
 *
 * @param directory where the files are
 * @param all the sum over all files that were examined
 * @param byType the same for each media type
 * @param skipped the files that were left out
 * @param helpers what each helper did
 * @param nanos how long the examination took, the start of the processes not included
 * @param medianNanos half of the calls were answered within this time
 * @param p99Nanos 99 of 100 calls were answered within this time
 * @param check the outcome of the check of a sample
 */
record DemoResult(
        Path directory,
        Totals all,
        Map<String, Totals> byType,
        SkippedFiles skipped,
        List<Helper.Figures> helpers,
        long nanos,
        long medianNanos,
        long p99Nanos,
        Sample.Check check) {

    double seconds() {
        return (double) nanos / TimeUnit.SECONDS.toNanos(1);
    }

    double megabytesPerSecond() {
        return all.bytes() / 1e6 / seconds();
    }

    double callsPerSecond() {
        return all.files() / seconds();
    }
}
