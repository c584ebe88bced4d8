package dev.loopline.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a repository of its own, with a Java that prints its arguments and a Maven that only pretends. */
class LauncherTest {
    private static final Path BASH = Path.of("/bin/bash");
    private static final String MAVEN = """
            #!/bin/sh
            if [ "$1" = -version ]; then echo "Apache Maven 3.9.9 (x)"; exit; fi
            cat
            echo "$@" >>../builds
            echo "[INFO] Building Loopline command line [1/1]"
            if [ -e ../fail ]; then echo "[ERROR] it does not compile"; exit 1; fi
            for module in ipc-cli benchmarks; do
                mkdir -p $module/target/lib
                echo jar >$module/target/$module.jar
            done
            """;
    private static final String JAVA = """
            #!/bin/sh
            pwd
            for a in "$@"; do printf '<%s>\\n' "$a"; done
            cat
            exit 7
            """;

    private Path temporary;
    private Path repository;
    private Path jdk;
    private Path tools;

    @BeforeEach
    void makeRepository(@TempDir Path directory) throws IOException {
        temporary = directory;
        assumeTrue(Files.isExecutable(BASH), "there is no " + BASH);
        repository = Files.createDirectory(temporary.resolve("a repository"));
        Files.copy(Path.of("..", "ipc"), repository.resolve("ipc"));
        Files.createDirectories(repository.resolve("ipc-cli/src/main"));
        Files.writeString(repository.resolve("pom.xml"), "<project/>");
        makeOld(repository);
        jdk = Files.createDirectories(temporary.resolve("a jdk"));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.9\"\n");
        script(jdk.resolve("bin/java"), JAVA);
        script(jdk.resolve("bin/javac"), "#!/bin/sh\n");
        tools = Files.createDirectory(temporary.resolve("tools"));
        script(tools.resolve("mvn"), MAVEN);
    }

    @Test
    void buildsOnceAndPassesEverythingOn() throws Exception {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), repository.resolve("ipc"));

        Outcome first = launch(link, "call", "a b", "", "-d", "{\"x\": *}");
        Outcome second = launch(link, "serve");

        assertThat(first.exitCode()).isEqualTo(7);
        assertThat(first.out().lines().toList())
                .startsWith(temporary.toRealPath().toString())
                .contains("<-XX:TieredStopAtLevel=1>", "<-Dloopline.home=" + repository.toRealPath() + ">")
                .endsWith("<call>", "<a b>", "<>", "<-d>", "<{\"x\": *}>", "standard input");
        assertThat(second.out()).contains("<serve>").doesNotContain("TieredStopAtLevel");
        assertThat(second.err()).isEmpty();
        assertThat(builds()).singleElement().asString().contains("-DskipGates -DskipTests -pl ipc-cli -am package");
    }

    @Test
    void buildsAgainWhenASourceIsNewer() throws Exception {
        Outcome first = launch(repository.resolve("ipc"), "ls");
        Files.writeString(repository.resolve("ipc-cli/src/main/New.java"), "class New {}");

        Outcome second = launch(repository.resolve("ipc"), "ls");

        assertThat(List.of(first.exitCode(), second.exitCode())).containsOnly(7);
        assertThat(builds()).hasSize(2);
    }

    @Test
    void buildsTheBenchmarksOnlyForThem() throws Exception {
        Outcome outcome = launch(repository.resolve("ipc"), "bench", "--list");

        assertThat(outcome.exitCode()).isEqualTo(7);
        assertThat(outcome.out()).contains("<dev.loopline.benchmarks.Bench>\n<--list>\n");
        assertThat(builds()).singleElement().asString().contains("-pl ipc-cli,benchmarks");
    }

    @Test
    void neverUsesABuildThatFailed() throws Exception {
        Path fail = Files.createFile(temporary.resolve("fail"));

        Outcome failed = launch(repository.resolve("ipc"), "ls");
        Files.delete(fail);
        Outcome repaired = launch(repository.resolve("ipc"), "ls");

        assertThat(failed.exitCode()).isEqualTo(5);
        assertThat(failed.out()).isEmpty();
        assertThat(failed.err()).contains("[ERROR] it does not compile").contains("ipc: the build failed");
        assertThat(repaired.exitCode()).isEqualTo(7);
    }

    @Test
    void buildsOnceForThoseThatStartAtTheSameTime() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            processes.add(start(repository.resolve("ipc"), jdk, tools + ":" + System.getenv("PATH"), "ls"));
        }

        for (Process process : processes) {
            assertThat(finish(process).exitCode()).isEqualTo(7);
        }
        assertThat(builds()).hasSize(1);
        assertThat(repository.resolve("target/ipc/lock")).doesNotExist();
    }

    @Test
    void takesALockWhoseHolderIsGone() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        assertThat(gone.waitFor(10, TimeUnit.SECONDS)).isTrue();
        Path lock = Files.createDirectories(repository.resolve("target/ipc/lock"));
        Process name = new ProcessBuilder(BASH.toString(), "-c", "echo $HOSTNAME").start();
        Files.writeString(
                lock.resolve("holder"), gone.pid() + " " + finish(name).out());

        Outcome outcome = launch(repository.resolve("ipc"), "ls");

        assertThat(outcome.exitCode()).isEqualTo(7);
    }

    @Test
    void saysWhatToInstall() throws Exception {
        String bare = bareTools();
        Path launcher = repository.resolve("ipc");
        Path old = Files.createDirectories(temporary.resolve("old"));
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"1.8.0_412\"\n");
        script(old.resolve("bin/java"), JAVA);

        Outcome noJava = finish(start(launcher, Path.of(""), bare, "ls"));
        Outcome wrongHome = finish(start(launcher, Path.of("/no/jdk"), bare, "ls"));
        Outcome oldJava = finish(start(launcher, old, bare, "ls"));
        Outcome noMaven = finish(start(launcher, jdk, bare, "ls"));
        script(Path.of(bare, "mvn"), "#!/bin/sh\necho Apache Maven 3.6.3\n");
        Outcome oldMaven = finish(start(launcher, jdk, bare, "ls"));
        Files.delete(jdk.resolve("bin/javac"));
        Outcome noCompiler = finish(start(launcher, jdk, bare, "ls"));

        assertThat(noJava.err()).startsWith("ipc: Java 17 or later is needed");
        assertThat(wrongHome.err()).startsWith("ipc: JAVA_HOME: /no/jdk has no bin/java");
        assertThat(oldJava.err()).contains("Java 1.8.0_412 (expected: 17 or later)");
        assertThat(noMaven.err()).startsWith("ipc: Maven 3.8 or later is needed to build");
        assertThat(oldMaven.err()).contains("Maven 3.6.3 (expected: 3.8 or later)");
        assertThat(noCompiler.err()).contains("has no bin/javac");
        for (Outcome outcome : List.of(noJava, wrongHome, oldJava, noMaven, oldMaven, noCompiler)) {
            assertThat(outcome.exitCode()).isEqualTo(5);
            assertThat(outcome.out()).isEmpty();
            assertThat(outcome.err())
                    .contains("sudo apt install openjdk-17-jdk maven", "brew install", "winget install");
        }
    }

    private record Outcome(int exitCode, String out, String err) {}

    private Outcome launch(Path launcher, String... args) throws IOException, InterruptedException {
        return finish(start(launcher, jdk, tools + ":" + System.getenv("PATH"), args));
    }

    private Process start(Path launcher, Path javaHome, String path, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(BASH.toString(), launcher.toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).directory(temporary.toFile());
        builder.environment().put("PATH", path);
        builder.environment().put("JAVA_HOME", javaHome.toString());
        builder.redirectInput(
                Files.writeString(temporary.resolve("input"), "standard input").toFile());
        return builder.start();
    }

    // Both streams are short, so neither can fill while the other is read.
    private static Outcome finish(Process process) throws IOException, InterruptedException {
        try {
            String out = new String(process.getInputStream().readAllBytes(), UTF_8);
            String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor(Cli.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            return new Outcome(process.exitValue(), out, err);
        } finally {
            process.destroyForcibly();
        }
    }

    private List<String> builds() throws IOException {
        return Files.readAllLines(temporary.resolve("builds"));
    }

    private static void makeOld(Path tree) throws IOException {
        try (var files = Files.walk(tree)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
            }
        }
    }

    /** {@return a directory with what the launcher needs, and neither Java nor Maven} */
    private String bareTools() throws IOException {
        Path bare = Files.createDirectory(temporary.resolve("bare"));
        for (String tool : List.of("find", "head", "mkdir", "rm", "rmdir", "sed", "readlink", "cat")) {
            for (String place : List.of("/usr/bin", "/bin")) {
                Path target = Path.of(place, tool);
                if (Files.exists(target) && Files.notExists(bare.resolve(tool))) {
                    Files.createSymbolicLink(bare.resolve(tool), target);
                }
            }
        }
        return bare.toString();
    }

    private static void script(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
