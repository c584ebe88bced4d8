package dev.loopline.benchmarks.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.benchmarks.peers.loopline.LooplinePeer;
import org.junit.jupiter.api.Test;

class IdleCellTest {
    @Test
    void tellsWhatConnectionsTakeThatDoNothing() throws Exception {
        Finding finding = new IdleCell(LooplinePeer.DIRECT, 5).measure(10);

        assertThat(finding.figures())
                .containsOnlyKeys(
                        IdleCell.SERVER_MEMORY, IdleCell.CLIENT_MEMORY, IdleCell.SERVER_CPU, IdleCell.CLIENT_CPU);
        assertThat(finding.figures().values())
                .allSatisfy(value -> assertThat(value).isNotNegative());
        assertThat(finding.pids()).hasSize(2);
    }
}
