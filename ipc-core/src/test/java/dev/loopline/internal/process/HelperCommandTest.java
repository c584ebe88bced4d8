package dev.loopline.internal.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HelperCommandTest {
    @Test
    void aJavaProgramRunsWithTheJavaAndThePathsOfThisProcess() {
        HelperCommand.Builder builder = HelperCommand.java(HelperCommandTest.class);
        builder.jvmOptions(List.of("-Xmx64m"));
        builder.arguments(List.of("a", "b"));
        builder.classPath(List.of(Path.of("x.jar"), Path.of("y")));
        builder.modulePath(List.of());

        assertThat(builder.build().words())
                .containsExactly(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        "x.jar" + File.pathSeparator + "y",
                        HelperCommandTest.class.getName(),
                        "a",
                        "b");
    }

    @Test
    void withoutPathsOfItsOwnItHasThoseOfThisProcess() {
        assertThat(HelperCommand.java(HelperCommandTest.class).build().words())
                .contains(System.getProperty("java.class.path").isEmpty() ? "-p" : "-cp");
    }

    @Test
    void otherProgramsTakeNoOptionsOfJava() {
        HelperCommand.Builder python = HelperCommand.of(List.of("python3", "thumb.py"));

        assertThatIllegalStateException().isThrownBy(() -> python.jvmOptions(List.of("-Xmx64m")));
        assertThatIllegalStateException().isThrownBy(() -> python.classPath(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> HelperCommand.of(List.of()));
        assertThat(python.build().words()).containsExactly("python3", "thumb.py");
    }

    @Test
    void namesAreMadeOfWhatIsRun() {
        assertThat(HelperSpec.nameFrom("ThumbMain")).isEqualTo("thumbmain");
        assertThat(HelperSpec.nameFrom("größe tool")).isEqualTo("gretool");
        assertThat(HelperSpec.nameFrom("???")).isEqualTo("helper");
        assertThat(HelperSpec.nameFrom("x".repeat(100))).hasSize(64);
        assertThatIllegalArgumentException().isThrownBy(() -> HelperSpec.requireName("a b"));
    }

    @Test
    void aCrashFileIsFoundIfItIsOfThisRun(@TempDir Path directory) throws Exception {
        HelperCommand.Builder builder = HelperCommand.java(HelperCommandTest.class);
        builder.directory(directory);
        Instant started = Instant.now();
        assertThat(ExitFacts.crashFile(builder.build(), 4711, started)).isNull();

        Path usual = Files.createFile(directory.resolve("hs_err_pid4711.log"));
        assertThat(ExitFacts.crashFile(builder.build(), 4711, started)).isEqualTo(usual);
        assertThat(ExitFacts.crashFile(builder.build(), 4711, started.plusSeconds(60)))
                .isNull();

        builder.jvmOptions(List.of("-XX:ErrorFile=crash-%p.txt"));
        Path chosen = Files.createFile(directory.resolve("crash-4711.txt"));
        assertThat(ExitFacts.crashFile(builder.build(), 4711, started)).isEqualTo(chosen);
    }

    @Test
    void signalsHaveNames() {
        assertThat(ExitFacts.signal(137)).isEqualTo("SIGKILL");
        assertThat(ExitFacts.signal(143)).isEqualTo("SIGTERM");
        assertThat(ExitFacts.signal(0)).isNull();
        assertThat(ExitFacts.signal(128)).isNull();
        assertThat(ExitFacts.signal(255)).isNull();
    }
}
