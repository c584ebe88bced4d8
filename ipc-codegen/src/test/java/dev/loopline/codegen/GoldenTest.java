package dev.loopline.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is generated for src/test/protobuf/golden, compared with the files of src/test/resources/golden. ipc-core
 * compiles the same code against its API, with warnings as errors.
 *
 * <p>After a wanted change of the generator, {@code mvn -pl ipc-codegen -am test -Dloopline.updateGolden} writes the
 * golden files anew; read their diff before it is committed.
 */
class GoldenTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden");
    private static final boolean UPDATE = System.getProperty("loopline.updateGolden") != null;
    private static final String[] PROTOS = {
        "golden/thumbnails.proto",
        "golden/streams.proto",
        "golden/outer_name.proto",
        "golden/clashes.proto",
        "golden/clashes_elsewhere.proto",
        "golden/old.proto",
        "golden/edition-23.x.proto",
        "golden/topics.proto",
        "golden/topic_clashes.proto",
        "golden/topic_constant.proto"
    };

    @ParameterizedTest
    @ValueSource(
            strings = {
                "golden/thumbnails.proto",
                "golden/streams.proto",
                "golden/outer_name.proto",
                "golden/clashes.proto",
                "golden/old.proto",
                "golden/edition-23.x.proto",
                "golden/topics.proto",
                "golden/topic_clashes.proto",
                "golden/topic_constant.proto"
            })
    void generatesTheGoldenFiles(String proto) throws IOException {
        List<CodeGeneratorResponse.File> files = generate(proto);

        assertThat(files).isNotEmpty();
        for (CodeGeneratorResponse.File file : files) {
            Path golden = GOLDEN.resolve(goldenName(file));
            if (UPDATE) {
                Files.writeString(golden, file.getContent());
            }
            assertThat(file.getContent()).as(file.getName()).isEqualTo(Files.readString(golden));
        }
    }

    @Test
    void everyGoldenFileIsStillGenerated() throws IOException {
        Set<String> generated =
                generate(PROTOS).stream().map(GoldenTest::goldenName).collect(Collectors.toCollection(TreeSet::new));

        try (Stream<Path> golden = Files.list(GOLDEN)) {
            assertThat(golden.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(generated);
        }
    }

    @Test
    void placesFilesByTheirPackage() throws IOException {
        assertThat(generate(PROTOS))
                .extracting(CodeGeneratorResponse.File::getName)
                .contains(
                        "dev/loopline/golden/photo/ThumbnailsService.java",
                        "dev/loopline/golden/photo/ThumbnailsClient.java",
                        "dev/loopline/golden/nested/services/StoreService.java",
                        "dev/loopline/golden/topics/AlbumChangedTopic.java",
                        "golden/topicclashes/made/CountedTopic.java");
    }

    @Test
    void generatesNothingForAFileWithoutServicesAndTopics() throws IOException {
        assertThat(generate("golden/clashes_elsewhere.proto")).isEmpty();
    }

    private static List<CodeGeneratorResponse.File> generate(String... protos) throws IOException {
        CodeGeneratorResponse response = TestProtos.answer(TestProtos.request(protos));
        assertThat(response.getError()).isEmpty();
        return response.getFileList();
    }

    private static String goldenName(CodeGeneratorResponse.File file) {
        return file.getName().substring(file.getName().lastIndexOf('/') + 1) + ".txt";
    }
}
