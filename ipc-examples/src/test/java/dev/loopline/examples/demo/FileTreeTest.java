package dev.loopline.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {
    private final Path root;

    FileTreeTest(@TempDir Path temp) {
        root = temp;
    }

    @Test
    void goesThroughNamesInOrder() throws IOException {
        fill();

        assertThat(walk(null))
                .containsExactly(
                        "a/1: 3",
                        "a/b/2: 4",
                        "a/b.txt: 0",
                        "a/c/link: SYMBOLIC_LINK",
                        "ab: 1",
                        "b/x/deep/3: 0",
                        "c: SYMBOLIC_LINK",
                        "z: 2");
    }

    @Test
    void canBeContinuedAfterEveryItem() throws IOException {
        fill();
        List<String> all = walk(null);

        for (int i = 0; i < all.size(); i++) {
            assertThat(walk(pathOf(all.get(i)))).as("after " + all.get(i)).isEqualTo(all.subList(i + 1, all.size()));
        }
    }

    @Test
    void canBeContinuedWhereTheLastItemIsGoneWithAllAroundIt() throws IOException {
        fill();
        Path last = root.resolve("a/b/2");
        Files.delete(last);
        Files.delete(last.getParent());

        assertThat(walk(last))
                .containsExactly(
                        "a/b: VANISHED",
                        "a/b.txt: 0",
                        "a/c/link: SYMBOLIC_LINK",
                        "ab: 1",
                        "b/x/deep/3: 0",
                        "c: SYMBOLIC_LINK",
                        "z: 2");
    }

    @Test
    void findsAFileWhereTheDirectoryOfTheLastItemWas() throws IOException {
        fill();
        Path last = root.resolve("a/b/2");
        Files.delete(last);
        Files.delete(last.getParent());
        Files.writeString(last.getParent(), "a file");

        assertThat(walk(last)).startsWith("a/b: 6", "a/b.txt: 0");
    }

    @Test
    void passesOverWhatIsLeftOutBelowItsRoot() throws IOException {
        fill();
        Files.createDirectories(root.resolve("a/target/classes"));
        Files.writeString(root.resolve("a/target/classes/X.class"), "x");
        Files.writeString(root.resolve("b/target"), "x");

        assertThat(walk(root.resolve("a"), Set.of("a", "target"), null))
                .containsExactly("a/1: 3", "a/b/2: 4", "a/b.txt: 0", "a/c/link: SYMBOLIC_LINK");
    }

    @Test
    void saysThatItsRootIsGoneOnce() {
        Path missing = root.resolve("missing");

        assertThat(walk(missing, Set.of(), null)).containsExactly("missing: VANISHED");
        assertThat(walk(missing, Set.of(), missing)).isEmpty();
    }

    @Test
    void refusesToGoOnElsewhere() {
        assertThatThrownBy(() -> walk(root.resolve("a"), Set.of(), root.resolve("ab")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(expected: in ");
    }

    private void fill() throws IOException {
        Files.createDirectories(root.resolve("a/b"));
        Files.createDirectories(root.resolve("a/c"));
        Files.createDirectories(root.resolve("b/x/deep"));
        Files.createDirectories(root.resolve("empty"));
        Files.writeString(root.resolve("z"), "zz");
        Files.writeString(root.resolve("ab"), "a");
        Files.writeString(root.resolve("a/b/2"), "four");
        Files.writeString(root.resolve("a/1"), "one");
        Files.createFile(root.resolve("a/b.txt"));
        Files.createFile(root.resolve("b/x/deep/3"));
        Files.createSymbolicLink(root.resolve("a/c/link"), root);
        Files.createSymbolicLink(root.resolve("c"), Path.of("nowhere"));
    }

    private Path pathOf(String item) {
        return root.resolve(item.substring(0, item.indexOf(": ")));
    }

    private List<String> walk(@Nullable Path after) {
        return walk(root, Set.of(), after);
    }

    private List<String> walk(Path from, Set<String> leftOut, @Nullable Path after) {
        List<String> items = new ArrayList<>();
        new FileTree(from, leftOut, after, new FileTree.Sink() {
                    @Override
                    public void found(Path file, long sizeBytes) {
                        items.add(root.relativize(file) + ": " + sizeBytes);
                    }

                    @Override
                    public void leftOut(Path path, SkipReason reason) {
                        items.add(root.relativize(path) + ": " + reason);
                    }
                })
                .walk();
        return items;
    }
}
