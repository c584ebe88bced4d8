package dev.loopline.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SortedNamesTest {
    private static final int NAMES = 10;

    private final Path directory;

    SortedNamesTest(@TempDir Path temp) {
        directory = temp;
    }

    @ParameterizedTest(name = "{0} names held at most")
    @ValueSource(ints = {1, 3, NAMES - 1, NAMES, NAMES + 1})
    void givesEveryNameOnceInOrderHoweverFewAreHeld(int maxHeld) throws IOException {
        List<Path> paths = fill();

        assertThat(all(new SortedNames(directory, maxHeld, null))).isEqualTo(paths);
    }

    @ParameterizedTest(name = "{0} names held at most")
    @ValueSource(ints = {1, 3, NAMES})
    void beginsAfterANameAlsoIfThatIsGone(int maxHeld) throws IOException {
        List<Path> paths = fill();
        Files.delete(paths.get(4));

        assertThat(all(new SortedNames(directory, maxHeld, paths.get(4).getFileName())))
                .isEqualTo(paths.subList(5, NAMES));
    }

    @Test
    void failsWithoutADirectory() {
        SortedNames names = new SortedNames(directory.resolve("missing"), NAMES, null);

        assertThatThrownBy(names::next).isInstanceOf(NoSuchFileException.class);
    }

    /** {@return what is in the directory by then, in order} */
    private List<Path> fill() throws IOException {
        List<Path> paths = new ArrayList<>(IntStream.range(0, NAMES)
                .mapToObj(number -> directory.resolve("name" + number))
                .toList());
        Collections.shuffle(paths, new Random(42));
        for (Path path : paths) {
            Files.createFile(path);
        }
        return paths.stream().sorted().toList();
    }

    private static List<Path> all(SortedNames names) throws IOException {
        List<Path> all = new ArrayList<>();
        for (@Nullable Path path = names.next(); path != null; path = names.next()) {
            all.add(path);
        }
        return all;
    }
}
