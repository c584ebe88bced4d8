package dev.loopline.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds what an application that embeds the transport gets, since every byte of it is the application's too. */
class RuntimeClassPathTest {
    private static final Set<String> EXPECTED = Set.of(
            "HdrHistogram-2.2.2.jar",
            "jctools-core-4.0.5.jar",
            "jspecify-1.0.1.jar",
            "micrometer-commons-1.17.2.jar",
            "micrometer-core-1.17.2.jar",
            "micrometer-observation-1.17.2.jar",
            "netty-all-4.2.18.Final.jar",
            "netty-buffer-4.2.18.Final.jar",
            "netty-common-4.2.18.Final.jar",
            "netty-resolver-4.2.18.Final.jar",
            "netty-transport-4.2.18.Final.jar",
            "netty-transport-classes-epoll-4.2.18.Final.jar",
            "netty-transport-native-epoll-4.2.18.Final-linux-aarch_64.jar",
            "netty-transport-native-epoll-4.2.18.Final-linux-x86_64.jar",
            "netty-transport-native-unix-common-4.2.18.Final.jar",
            "protobuf-java-4.36.2.jar",
            "slf4j-api-2.0.20.jar");

    /** Of other projects; what is Loopline's own is in this build and has no fixed size. */
    private static final long MAX_TOTAL_BYTES = 6_000_000;

    @Test
    void holdsTheseJarsAndNoOthers() throws IOException {
        assertThat(foreign())
                .extracting(path -> path.getFileName().toString())
                .containsExactlyInAnyOrderElementsOf(EXPECTED);
    }

    @Test
    void isNotLargerThanThis() throws IOException {
        long total = 0;
        for (Path jar : foreign()) {
            total += Files.size(jar);
        }

        assertThat(total).isBetween(MAX_TOTAL_BYTES / 2, MAX_TOTAL_BYTES);
    }

    private static List<Path> foreign() throws IOException {
        return entries().stream()
                .filter(entry -> !entry.toString().contains("ipc-") && !entry.endsWith(Path.of("target", "classes")))
                .toList();
    }

    /** Reads what the build wrote: the path of scope "runtime", without this module itself. */
    static List<Path> entries() throws IOException {
        String path = Files.readString(Path.of("target", "runtime-class-path.txt"));
        return Stream.of(path.strip().split(File.pathSeparator)).map(Path::of).toList();
    }
}
