package dev.loopline.system;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What this JVM logs, and what its threads die of, while it is open. */
final class CapturedErrors implements AutoCloseable {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
    private final PrintStream errors = System.err;
    private final Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();

    CapturedErrors() {
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> uncaught.add(thrown));
    }

    String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    Queue<Throwable> uncaught() {
        return uncaught;
    }

    @Override
    public void close() {
        System.setErr(errors);
        Thread.setDefaultUncaughtExceptionHandler(handler);
        errors.print(text());
    }
}
