package dev.loopline.internal.topic;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.loopline.topic.TopicPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;

class SubscriptionTrieTest {
    private static final String[] LEVELS = {"a", "b", "c", "photo"};

    private final SubscriptionTrie<Integer> trie = new SubscriptionTrie<>();

    private List<Integer> matched(String name) {
        List<Integer> found = new ArrayList<>();
        trie.match(name, found::add);
        return found;
    }

    private static String name(Random random) {
        StringJoiner name = new StringJoiner(".");
        for (int i = random.nextInt(5); i >= 0; i--) {
            name.add(LEVELS[random.nextInt(LEVELS.length)]);
        }
        return name.toString();
    }

    private static String pattern(Random random) {
        StringJoiner pattern = new StringJoiner(".");
        for (int i = random.nextInt(5); i >= 0; i--) {
            boolean rest = i == 0 && random.nextInt(4) == 0;
            String one = random.nextInt(3) == 0 ? "*" : LEVELS[random.nextInt(LEVELS.length)];
            pattern.add(rest ? ">" : one);
        }
        return pattern.toString();
    }

    @Test
    void findsNamesAndWildcards() {
        trie.add("photo.a", 1);
        trie.add("photo.*", 2);
        trie.add("photo.>", 3);
        trie.add("*.a", 4);
        trie.add(">", 5);
        trie.add("photo", 6);
        trie.add("photo.a.*", 7);

        assertThat(matched("photo.a")).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
        assertThat(matched("photo")).containsExactlyInAnyOrder(5, 6);
        assertThat(matched("photo.a.b")).containsExactlyInAnyOrder(3, 5, 7);
        assertThat(matched("other.b.c")).containsExactly(5);
    }

    @Test
    void findsWhatANaiveMatcherFinds() {
        for (long seed = 0; seed < 20; seed++) {
            compareWithNaive(new Random(seed), "seed " + seed);
        }
    }

    private static void compareWithNaive(Random random, String what) {
        SubscriptionTrie<Integer> trie = new SubscriptionTrie<>();
        List<TopicPattern<ByteString>> patterns = new ArrayList<>();
        List<Boolean> present = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            patterns.add(TopicPattern.ofAnyType(pattern(random)));
            present.add(false);
        }
        int size = 0;
        for (int i = 0; i < 1_000; i++) {
            int which = random.nextInt(patterns.size());
            boolean adds = random.nextInt(3) > 0;
            String text = patterns.get(which).text();
            boolean changed = adds ? trie.add(text, which) : trie.remove(text, which);
            assertThat(changed).as(what + ", change " + i).isEqualTo(adds != present.get(which));
            present.set(which, adds);
            size += changed ? (adds ? 1 : -1) : 0;
            if (i % 4 == 0) {
                String name = name(random);
                List<Integer> expected = new ArrayList<>();
                for (int p = 0; p < patterns.size(); p++) {
                    if (present.get(p) && patterns.get(p).matches(name)) {
                        expected.add(p);
                    }
                }
                List<Integer> found = new ArrayList<>();
                trie.match(name, found::add);
                assertThat(found).as(what + ", " + name).containsExactlyInAnyOrderElementsOf(expected);
                assertThat(trie.size()).as(what).isEqualTo(size);
            }
        }
    }

    @Test
    void e09SubscriptionsThatAreGoneLeaveNothing() {
        int atOnce = 1_000;
        for (int from = 0; from < 1_000_000; from += atOnce) {
            int removed = 0;
            for (int i = from; i < from + atOnce; i++) {
                trie.add(ofUser(i), i);
            }
            for (int i = from; i < from + atOnce; i++) {
                removed += trie.remove(ofUser(i), i) ? 1 : 0;
            }
            assertThat(removed).isEqualTo(atOnce);
            assertThat(trie.nodes()).as("nodes after %s", from).isEqualTo(1);
        }

        assertThat(trie.size()).isZero();
    }

    private static String ofUser(int number) {
        return "user." + number + (number % 3 == 0 ? ".>" : ".*.progress");
    }

    @Test
    void removingKeepsWhatOthersNeed() {
        trie.add("a.b.c", 1);
        trie.add("a.b", 2);
        trie.add("a.>", 3);

        assertThat(trie.remove("a.b.c", 1)).isTrue();
        assertThat(trie.remove("a.b.c", 1)).isFalse();
        assertThat(trie.remove("a.b", 3)).isFalse();
        assertThat(trie.remove("a.b.c.>", 1)).isFalse();

        assertThat(trie.nodes()).isEqualTo(3);
        assertThat(matched("a.b")).containsExactlyInAnyOrder(2, 3);
        assertThat(trie.remove("a.b", 2)).isTrue();
        assertThat(trie.nodes()).isEqualTo(2);
    }

    @Test
    void looksAtAFewNodesHoweverManySubscriptionsThereAre() {
        for (int i = 0; i < 100_000; i++) {
            trie.add("photo.album" + i + (i % 2 == 0 ? ".*" : ".progress"), i);
        }
        trie.add("photo.>", -1);
        trie.add("*.*.progress", -2);
        List<Integer> found = new ArrayList<>();

        int visited = trie.visit("photo.album501.progress", found::add);

        assertThat(found).containsExactlyInAnyOrder(501, -1, -2);
        assertThat(visited).isLessThanOrEqualTo(7);
        assertThat(trie.visit("other.album501.progress", found::add)).isLessThanOrEqualTo(4);
    }

    @Test
    void patternsMadeToBranchCostNoMoreThanTheNodesThatTheyMade() {
        int patterns = 1 << 10;
        for (int i = 0; i < patterns; i++) {
            StringBuilder pattern = new StringBuilder();
            for (int bit = 0; bit < 10; bit++) {
                pattern.append((i >> bit & 1) == 0 ? "a." : "*.");
            }
            trie.add(pattern + "b", i);
        }
        List<Integer> found = new ArrayList<>();

        int visited = trie.visit("a.".repeat(10) + "c", found::add);

        assertThat(found).isEmpty();
        assertThat(visited).isLessThanOrEqualTo(trie.nodes());
    }
}
