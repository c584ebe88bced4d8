package dev.loopline.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.loopline.testing.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Another user of this machine, who runs programs of the test's class path: of a copy of it, since the original may be where
 * only this user can read. For root.
 */
final class OtherUser implements AutoCloseable {
    static final int UID = 54_321;
    private static final int SECONDS = 50;

    private final Path home;
    private final String classPath;

    OtherUser() throws IOException {
        assumeThat(System.getProperty("user.name"))
                .as("only root can run programs as other users")
                .isEqualTo("root");
        assumeThat(Path.of("/usr/bin/setpriv")).exists();
        // Not in a directory of JUnit's, into which only this user can look.
        home = Files.createTempDirectory(
                "loopline-other-user",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> copies = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path original = Path.of(entry);
            if (Files.exists(original)) {
                Path copy = home.resolve(copies.size() + "-" + original.getFileName());
                copy(original, copy);
                copies.add(copy.toString());
            }
        }
        classPath = String.join(File.pathSeparator, copies);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = from.equals(file) ? to : to.resolve(from.relativize(file));
                Files.copy(file, copy);
                boolean open = Files.isDirectory(copy);
                Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString(open ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }

    /** {@return a directory of root's into which this user can look} */
    Path home() {
        return home;
    }

    /** Runs a program to its end, with nothing on its standard input, and returns what it printed. */
    List<String> run(Class<?> main, String... args) throws IOException, InterruptedException {
        return run(UID, List.of(), main, args);
    }

    /** The same as yet another user and by way of another command, {@code prlimit --nproc=100}. */
    List<String> run(int uid, List<String> wrapper, Class<?> main, String... args)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups"));
        command.addAll(wrapper);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m"));
        command.addAll(ChildJvm.NATIVE_ACCESS);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(List.of(args));
        Path out = Files.createTempFile("other-user", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            List<String> lines = Files.readAllLines(out, UTF_8);
            assertThat(ended).as("end of %s, which printed %s", command, lines).isTrue();
            return lines;
        } finally {
            Files.delete(out);
        }
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
