package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamTableTest {
    /** Random openings and endings beside a map that cannot be wrong; ids rise, as on a connection, with gaps. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void doesWhatAMapDoes(long seed) {
        Random random = new Random(seed);
        StreamTable<String> table = new StreamTable<>();
        Map<Long, String> model = new LinkedHashMap<>();
        long next = 1 + seed % 2;

        for (int step = 0; step < 20_000; step++) {
            if (model.size() < 400 && random.nextInt(100) < 52) {
                next += 2L * (random.nextInt(10) == 0 ? random.nextInt(300) + 1 : 1);
                table.put(next, "stream " + next);
                model.put(next, "stream " + next);
            } else if (!model.isEmpty()) {
                long victim = anyOf(model, random);
                assertThat(table.remove(victim)).isEqualTo(model.remove(victim));
                assertThat(table.remove(victim)).isNull();
            }
            long probe = next - random.nextInt(2000);
            assertThat(table.get(Math.max(1, probe))).isEqualTo(model.get(Math.max(1, probe)));
            assertThat(table.size()).isEqualTo(model.size());
        }

        Set<String> all = new HashSet<>();
        table.forEach(all::add);
        assertThat(all).containsExactlyInAnyOrderElementsOf(model.values());
    }

    private static long anyOf(Map<Long, String> model, Random random) {
        List<Long> ids = new ArrayList<>(model.keySet());
        return random.nextInt(3) == 0 ? ids.get(random.nextInt(ids.size())) : ids.get(0);
    }
}
