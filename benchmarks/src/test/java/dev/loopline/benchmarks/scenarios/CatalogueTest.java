package dev.loopline.benchmarks.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CatalogueTest {
    private static final double START_SECONDS = 1.5; // of a server and a client
    private static final double WARM_UP_SECONDS = 1.0;
    private static final double SLICE_SECONDS = 0.3 + 0.1;
    private static final int ROUNDS = 5;

    private final Catalogue catalogue = new Catalogue();

    @Test
    void namesAreUnique() {
        assertThat(catalogue.all()).extracting(Cell::name).doesNotHaveDuplicates();
    }

    @Test
    void whatIsMeasuredByDefaultTakesLessThanThreeMinutes() {
        long peers = catalogue.quick().stream().map(Cell::contender).distinct().count();

        double seconds = peers * START_SECONDS + catalogue.quick().size() * (WARM_UP_SECONDS + ROUNDS * SLICE_SECONDS);

        assertThat(catalogue.all()).containsAll(catalogue.quick());
        assertThat(seconds).isLessThan(160);
    }

    @Test
    void everyFloorIsMeasuredWhereItIsNamed() {
        for (Cell cell : catalogue.all()) {
            String floor = cell.scenario().floor();
            if (floor != null) {
                assertThat(catalogue.all())
                        .anyMatch(other -> other.scenario().equals(cell.scenario())
                                && other.contender().name().equals(floor));
            }
        }
    }
}
