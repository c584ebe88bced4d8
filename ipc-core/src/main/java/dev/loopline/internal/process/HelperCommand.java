package dev.loopline.internal.process;

import static java.util.Objects.requireNonNull;

import dev.loopline.internal.endpoint.OperatingSystem;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is run as a helper, and where.
 *
 * @param words the program and its arguments
 * @param environment what is different from the environment of this process; an empty value removes a variable
 * @param directory to work in, {@code null} for that of this process
 */
public record HelperCommand(
        List<String> words,
        Map<String, String> environment,
        @Nullable Path directory) {
    /**
     * Copies the collections.
     *
     * @param words copied
     * @param environment copied
     * @param directory any
     */
    public HelperCommand {
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
    }

    /**
     * {@return a builder of a command of any kind}
     *
     * @param words the program, and some of its arguments
     * @throws IllegalArgumentException if there are none
     */
    public static Builder of(List<String> words) {
        if (words.isEmpty() || words.get(0).isEmpty()) {
            throw new IllegalArgumentException("command: " + words + " (expected: a program and its arguments)");
        }
        return new Builder(words, null);
    }

    /**
     * {@return a builder of a command that runs a class with the Java of this process}
     *
     * @param main the class
     */
    public static Builder java(Class<?> main) {
        return new Builder(List.of(), requireNonNull(main, "main"));
    }

    ProcessBuilder processBuilder() {
        ProcessBuilder builder = new ProcessBuilder(words);
        environment.forEach((variable, value) -> {
            if (value.isEmpty()) {
                builder.environment().remove(variable);
            } else {
                builder.environment().put(variable, value);
            }
        });
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        return builder;
    }

    /** {@return the directory that it works in} */
    Path workingDirectory() {
        return directory == null ? Path.of("").toAbsolutePath() : directory;
    }

    /** Collects the parts of a command. For one thread. */
    public static final class Builder {
        private final List<String> program;
        private final @Nullable Class<?> main;
        private final List<String> arguments = new ArrayList<>();
        private final List<String> jvmOptions = new ArrayList<>();
        private final Map<String, String> environment = new LinkedHashMap<>();
        private String classPath = System.getProperty("java.class.path", "");
        private String modulePath = System.getProperty("jdk.module.path", "");
        private @Nullable Path directory;

        private Builder(List<String> program, @Nullable Class<?> main) {
            this.program = List.copyOf(program);
            this.main = main;
        }

        /**
         * Adds arguments of the program.
         *
         * @param more after those there are
         */
        public void arguments(List<String> more) {
            arguments.addAll(more);
        }

        /**
         * Adds options of the virtual machine.
         *
         * @param more after those there are
         */
        public void jvmOptions(List<String> more) {
            requireJava("jvmOptions");
            jvmOptions.addAll(more);
        }

        /**
         * Replaces the class path.
         *
         * @param entries of it
         */
        public void classPath(List<Path> entries) {
            requireJava("classPath");
            classPath = joined(entries);
        }

        /**
         * Replaces the module path.
         *
         * @param entries of it
         */
        public void modulePath(List<Path> entries) {
            requireJava("modulePath");
            modulePath = joined(entries);
        }

        /**
         * Sets a variable of the environment.
         *
         * @param variable which
         * @param value empty to remove it
         */
        public void environment(String variable, String value) {
            environment.put(requireNonNull(variable, "variable"), requireNonNull(value, "value"));
        }

        /**
         * Sets where it works.
         *
         * @param path a directory
         */
        public void directory(Path path) {
            directory = requireNonNull(path, "path");
        }

        /** {@return the command} */
        public HelperCommand build() {
            List<String> words = new ArrayList<>(program);
            if (main != null) {
                words.addAll(java(main));
            }
            words.addAll(arguments);
            return new HelperCommand(words, environment, directory);
        }

        private List<String> java(Class<?> program) {
            List<String> words = new ArrayList<>();
            String executable = OperatingSystem.current() == OperatingSystem.WINDOWS ? "java.exe" : "java";
            words.add(
                    Path.of(System.getProperty("java.home"), "bin", executable).toString());
            words.addAll(jvmOptions);
            if (!classPath.isEmpty()) {
                words.addAll(List.of("-cp", classPath));
            }
            if (!modulePath.isEmpty()) {
                words.addAll(List.of("-p", modulePath));
            }
            if (program.getModule().isNamed() && !modulePath.isEmpty()) {
                words.addAll(List.of("-m", program.getModule().getName() + "/" + program.getName()));
            } else {
                words.add(program.getName());
            }
            return words;
        }

        private static String joined(List<Path> entries) {
            return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        }

        private void requireJava(String what) {
            if (main == null) {
                throw new IllegalStateException(
                        what + ": of " + program + " (expected: a helper made by HelperProcess.java)");
            }
        }
    }
}
