package dev.loopline.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.loopline.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The real command in JVMs of its own, all with one runtime directory. For one thread. */
record Cli(Path directory) {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What a command left behind. */
    record Result(int exitCode, String out, String err) {
        JsonElement json() {
            assertThat(out.lines()).as("standard output of %s", this).hasSize(1);
            return JsonParser.parseString(out);
        }

        JsonObject jsonError() {
            assertThat(err.lines()).as("standard error of %s", this).hasSize(1);
            return JsonParser.parseString(err).getAsJsonObject();
        }
    }

    /** Makes the runtime directory, private as it must be. */
    static Cli in(Path temporary) throws IOException {
        Path directory = temporary.resolve("runtime");
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectory(directory);
        }
        return new Cli(directory);
    }

    Result run(String... args) throws IOException, InterruptedException {
        return runWithInput("", args);
    }

    /** Runs it with other environment variables. */
    Result runIn(Map<String, String> variables, String... args) throws IOException, InterruptedException {
        return run(variables, "", args);
    }

    Result runWithInput(String input, String... args) throws IOException, InterruptedException {
        return run(Map.of(), input, args);
    }

    private Result run(Map<String, String> variables, String input, String... args)
            throws IOException, InterruptedException {
        Path in = Files.writeString(Files.createTempFile("ipc", ".in"), input);
        Path out = Files.createTempFile("ipc", ".out");
        Path err = Files.createTempFile("ipc", ".err");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(1, ChildJvm.NATIVE_ACCESS);
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment());
        builder.environment().putAll(variables);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("end of %s", List.of(args))
                    .isTrue();
            return new Result(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
        } finally {
            process.destroyForcibly();
            for (Path file : List.of(in, out, err)) {
                Files.delete(file);
            }
        }
    }

    /** Starts a command that goes on. */
    ChildJvm start(String... args) {
        return ChildJvm.start(List.of(), environment(), Main.class, List.of(), args);
    }

    /** Starts a server and returns once it can be called. */
    ChildJvm serve(String name, String... more) {
        List<String> args = new ArrayList<>(List.of("serve", "--name", name));
        args.addAll(List.of(more));
        ChildJvm server = start(args.toArray(String[]::new));
        try {
            server.awaitLine("serving .*", PATIENCE);
            return server;
        } catch (AssertionError e) {
            server.close();
            throw e;
        }
    }

    Path endpointFile(String name) {
        return directory.resolve(name.replace('/', '+') + ".endpoint");
    }

    private Map<String, String> environment() {
        return Map.of("LOOPLINE_RUNTIME_DIR", directory.toString());
    }
}
