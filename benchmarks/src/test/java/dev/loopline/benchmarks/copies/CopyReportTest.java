package dev.loopline.benchmarks.copies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What docs/benchmarks.md says about copies. More of them would be a step back; fewer are to be written down here and there. */
class CopyReportTest {
    private static final Offset<Double> HEADERS = within(0.4); // of a small frame; they are copied with its payload

    /** Of large ones a frame that a read cuts through is copied once more, and how many there are is chance. */
    @Test
    void eachSideCopiesAMessageAsOftenAsDocumented() throws Exception {
        CopyReport report = CopyReport.make();

        for (String side : new String[] {"client", "server"}) {
            assertThat(report.copies(64, side)).isCloseTo(4, HEADERS);
            assertThat(report.copies(1024, side)).isCloseTo(4, within(0.1));
            assertThat(report.copies(16 * 1024, side)).isCloseTo(2, within(0.1));
            assertThat(report.copies(256 * 1024, side)).isBetween(1.9, 3.1);
            assertThat(report.copies(1024 * 1024, side)).isBetween(1.9, 3.1);
        }
    }
}
