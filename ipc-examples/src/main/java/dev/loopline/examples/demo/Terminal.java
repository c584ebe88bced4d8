package dev.loopline.examples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The terminal that shows standard error.
 *
 * <p>Java cannot tell: {@link System#console} asks about standard input and output, and since Java 22 it answers without
 * any terminal. So a shell is asked, which also knows the size.
 *
 * @param rows its height, 0 if unknown
 * @param columns its width
 */
record Terminal(int rows, int columns) {
    private static final int DEFAULT_COLUMNS = 80;
    private static final Pattern SIZE = Pattern.compile("(\\d{1,5}) (\\d{1,5})");
    private static final String QUESTION = "test -t 2 && { stty size <&2 2>/dev/null || echo 0 0; }";
    private static final long TIMEOUT_SECONDS = 2;

    /** {@return the terminal of this process, {@code null} if there is none or it cannot move its cursor} */
    static @Nullable Terminal ofStandardError() throws InterruptedException {
        return of(System.getenv(), canMoveTheCursor(System.getenv()) ? ask() : null);
    }

    private static boolean canMoveTheCursor(Map<String, String> environment) {
        String type = environment.getOrDefault("TERM", "");
        return !type.isEmpty() && !type.equals("dumb");
    }

    /**
     * Makes a terminal of what is known of it.
     *
     * @param environment where {@code COLUMNS} may say the width
     * @param size rows and columns as {@code stty size} prints them, {@code null} if there is no terminal
     */
    static @Nullable Terminal of(Map<String, String> environment, @Nullable String size) {
        Matcher numbers = SIZE.matcher(size == null ? "" : size);
        if (!canMoveTheCursor(environment) || !numbers.matches()) {
            return null;
        }
        int columns = Integer.parseInt(numbers.group(2));
        String wanted = environment.getOrDefault("COLUMNS", "");
        if (wanted.matches("[1-9]\\d{0,4}")) {
            columns = Integer.parseInt(wanted);
        }
        return new Terminal(Integer.parseInt(numbers.group(1)), columns > 0 ? columns : DEFAULT_COLUMNS);
    }

    private static @Nullable String ask() throws InterruptedException {
        Process shell;
        try {
            shell = new ProcessBuilder("/bin/sh", "-c", QUESTION)
                    .redirectError(Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            return null; // no such shell: not a Unix, so plain lines
        }
        try (BufferedReader answer = shell.inputReader(UTF_8)) {
            return shell.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) ? answer.readLine() : null;
        } catch (IOException e) {
            return null; // no answer: plain lines are always right
        } finally {
            shell.destroyForcibly();
        }
    }
}
