package dev.loopline.internal.client;

import dev.loopline.StatusException;
import dev.loopline.internal.engine.Failures;
import dev.loopline.internal.engine.Session;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Attempts to connect, on a thread of their own, until one succeeds, one fails for good, or nobody waits any more.
 *
 * <p>Any thread.
 */
final class Reconnection {
    private final CompletableFuture<Session> result = new CompletableFuture<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Connector connector;
    private final BooleanSupplier wanted;

    /**
     * Makes it; {@link #start} starts it.
     *
     * @param connector makes the attempts
     * @param wanted whether anybody still waits
     */
    Reconnection(Connector connector, BooleanSupplier wanted) {
        this.connector = connector;
        this.wanted = wanted;
    }

    CompletableFuture<Session> result() {
        return result;
    }

    void start(String threadName) {
        Thread thread = new Thread(this::run, threadName);
        thread.setDaemon(true);
        thread.start();
    }

    /** Gives up between two attempts. */
    void stop() {
        stopped.countDown();
    }

    private void run() {
        Backoff backoff = new Backoff();
        try {
            while (wanted.getAsBoolean()) {
                try {
                    result.complete(connector.connect());
                    return;
                } catch (StatusException e) {
                    if (!Connector.canPass(e)) {
                        result.completeExceptionally(e);
                        return;
                    }
                }
                if (stopped.await(backoff.nextNanos(), TimeUnit.NANOSECONDS)) {
                    break;
                }
            }
            result.completeExceptionally(Failures.notConnected("the client was closed, or nobody waits for it any more")
                    .asException());
        } catch (InterruptedException | RuntimeException e) {
            result.completeExceptionally(e);
        }
    }
}
