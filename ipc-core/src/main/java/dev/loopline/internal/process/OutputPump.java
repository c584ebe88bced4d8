package dev.loopline.internal.process;

import dev.loopline.internal.endpoint.OperatingSystem;
import dev.loopline.process.HelperLine;
import dev.loopline.process.HelperLine.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads one stream of a helper to its end, on a thread of its own, so that the helper never waits for this process longer than
 * whoever wants its lines does. Memory is bounded whatever the helper writes.
 */
final class OutputPump {
    private static final int CHUNK_BYTES = 16 * 1024;

    private final String helper;
    private final Source source;
    private final InputStream in;
    private final @Nullable Consumer<HelperLine> consumer;
    private final HelperLog log;
    private final LineTail tail = new LineTail(charset());
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private OutputPump(
            String helper,
            Source source,
            InputStream in,
            @Nullable Consumer<HelperLine> consumer,
            LongSupplier nanoTime) {
        this.helper = helper;
        this.source = source;
        this.in = in;
        this.consumer = consumer;
        this.log = new HelperLog(helper, source, nanoTime);
    }

    static OutputPump start(
            String helper,
            Source source,
            InputStream in,
            @Nullable Consumer<HelperLine> consumer,
            LongSupplier nanoTime) {
        OutputPump pump = new OutputPump(helper, source, in, consumer, nanoTime);
        String which = source == Source.ERROR ? "stderr" : "stdout";
        Thread thread = new Thread(pump::run, "loopline-helper-" + helper + "-" + which);
        thread.setDaemon(true);
        thread.start();
        return pump;
    }

    /** {@return completes when the stream has ended; another process may hold it open longer than the helper runs} */
    CompletableFuture<Void> ended() {
        return ended;
    }

    LineTail tail() {
        return tail;
    }

    /** Stops reading, for a stream that somebody else holds open. */
    void close() {
        try {
            in.close();
        } catch (IOException e) {
            log.write("(" + source + " could not be closed: " + e.getMessage() + ")");
        }
    }

    private void run() {
        LineCutter cutter = new LineCutter(HelperLine.MAX_BYTES, this::onLine);
        byte[] chunk = new byte[CHUNK_BYTES];
        try (in) {
            int count;
            while ((count = in.read(chunk)) >= 0) {
                cutter.feed(chunk, count);
            }
        } catch (IOException e) {
            // The process has ended, or this side has closed the stream: what came before counts.
            log.sayWhatWasLeftOut();
        } finally {
            cutter.end();
            log.sayWhatWasLeftOut();
            ended.complete(null);
        }
    }

    private void onLine(byte[] bytes, int length, long dropped) {
        if (source == Source.ERROR) {
            tail.add(bytes, length, dropped);
        }
        if (consumer != null) {
            deliver(consumer, LineCutter.text(bytes, length, dropped, charset()));
        } else if (log.takesLine()) {
            log.write(LineTail.printable(LineCutter.text(bytes, length, dropped, charset())));
        }
    }

    private void deliver(Consumer<HelperLine> to, String text) {
        try {
            to.accept(new HelperLine(helper, source, text));
        } catch (RuntimeException e) {
            HelperLogs.HELPERS.warn("helper {}: the consumer of its output failed", helper, e);
        }
    }

    /** {@return how programs write text here: in UTF-8, but on Windows as the system is set} */
    private static Charset charset() {
        String name = OperatingSystem.current() == OperatingSystem.WINDOWS
                ? System.getProperty("native.encoding", "UTF-8")
                : "UTF-8";
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    }
}
