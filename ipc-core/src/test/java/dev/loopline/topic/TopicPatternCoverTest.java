package dev.loopline.topic;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicPatternCoverTest {
    @ParameterizedTest
    @CsvSource({
        "photo.>, photo.*, true",
        "photo.>, photo.*.done, true",
        "photo.>, photo.>, true",
        "photo.>, photo, false",
        "photo.>, >, false",
        "photo.>, *.a, false",
        "photo.*, photo.>, false",
        "photo.*, photo.a, true",
        "photo.*.>, photo.>, false",
        "photo.*.>, photo.a.>, true",
        "*.>, photo.>, true",
        "*, >, false",
        ">, *, true",
        "photo, photo, true",
        "photo, *, false",
    })
    void coversWhatIsAllAmongItsTopics(String wide, String narrow, boolean covers) {
        assertThat(TopicPattern.ofAnyType(wide).covers(TopicPattern.ofAnyType(narrow)))
                .isEqualTo(covers);
    }

    /**
     * Patterns of up to four levels against each other. Names have one level more than those, and a level that is in no
     * pattern: what no short name tells apart, no longer one does.
     */
    @Test
    void coversExactlyWhenEveryNameThatTheOtherMatchesIsMatched() {
        List<TopicPattern<ByteString>> patterns = texts(List.of("a", "b", "*"), List.of("a", "b", "*", ">"), 4).stream()
                .map(TopicPattern::ofAnyType)
                .toList();
        List<String> names = texts(List.of("a", "b", "c"), List.of("a", "b", "c"), 5);
        List<BitSet> matched =
                patterns.stream().map(pattern -> matched(pattern, names)).toList();

        int covering = 0;
        for (int wide = 0; wide < patterns.size(); wide++) {
            for (int narrow = 0; narrow < patterns.size(); narrow++) {
                BitSet outside = (BitSet) matched.get(narrow).clone();
                outside.andNot(matched.get(wide));
                boolean covers = patterns.get(wide).covers(patterns.get(narrow));
                assertThat(covers)
                        .as("%s covers %s", patterns.get(wide), patterns.get(narrow))
                        .isEqualTo(outside.isEmpty());
                covering += covers ? 1 : 0;
            }
        }
        assertThat(patterns).hasSize(4 + 12 + 36 + 108);
        assertThat(covering).isGreaterThan(patterns.size());
    }

    private static BitSet matched(TopicPattern<?> pattern, List<String> names) {
        BitSet matched = new BitSet();
        for (int i = 0; i < names.size(); i++) {
            matched.set(i, pattern.matches(names.get(i)));
        }
        return matched;
    }

    private static List<String> texts(List<String> levels, List<String> lastLevels, int maxLevels) {
        List<String> all = new ArrayList<>();
        List<String> beginnings = List.of("");
        for (int level = 0; level < maxLevels; level++) {
            all.addAll(joined(beginnings, lastLevels, ""));
            beginnings = joined(beginnings, levels, ".");
        }
        return all;
    }

    private static List<String> joined(List<String> beginnings, List<String> levels, String end) {
        List<String> joined = new ArrayList<>();
        beginnings.forEach(beginning -> levels.forEach(level -> joined.add(beginning + level + end)));
        return joined;
    }
}
