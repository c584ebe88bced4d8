package dev.loopline.cli;

import com.google.protobuf.ByteString;
import dev.loopline.Status;
import dev.loopline.topic.Gap;
import dev.loopline.topic.TopicEvent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A subscription whose events are printed until there are enough, somebody ends the process, or it fails.
 *
 * <p><b>Threading:</b> events, gaps and the end come on one thread at a time, signals on others, and one more waits.
 */
final class Listening {
    private final EventPrinter printer;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private long left; // of whoever handles events

    /**
     * @param printer given events and gaps
     * @param count how many events are enough
     */
    Listening(EventPrinter printer, long count) {
        this.printer = printer;
        this.left = count;
    }

    /** Takes the signals from now on: the first one ends this in order, a second one the process. */
    void endAtSignal() {
        Signals.onEach(signal -> {
            if (!end.complete(null) && signal.insists()) {
                Runtime.getRuntime().halt(signal.exitCode());
            }
        });
    }

    void onEvent(TopicEvent<ByteString> event) {
        unlessEnded(() -> {
            printer.print(event);
            if (--left == 0) {
                end.complete(null);
            }
        });
    }

    void onGap(Gap gap) {
        unlessEnded(() -> printer.print(gap));
    }

    private void unlessEnded(Runnable print) {
        if (end.isDone()) {
            return;
        }
        try {
            print.run();
        } catch (RuntimeException e) {
            end.completeExceptionally(e);
        }
    }

    void onEnd(Status why) {
        end.completeExceptionally(why.asException());
    }

    /** {@return whether it has not ended} */
    boolean goesOn() {
        return !end.isDone();
    }

    /** Waits until enough events have been printed, or a signal has come. */
    void awaitEnd() throws InterruptedException {
        try {
            end.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
    }
}
