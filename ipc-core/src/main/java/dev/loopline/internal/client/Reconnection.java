package dev.loopline.internal.client;

import dev.loopline.StatusException;
import dev.loopline.internal.engine.Failures;
import dev.loopline.internal.engine.Session;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Attempts to connect, on a thread of their own, until one succeeds, one fails for good, or nobody waits any more.
 *
 * <p>Any thread.
 */
final class Reconnection {
    private final CompletableFuture<Session> result = new CompletableFuture<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Connector connector;
    private final Owner owner;
    private final Thread thread;

    /** Who wants a connection. */
    interface Owner {
        /** {@return whether anybody still waits; once it is not, these attempts serve nobody who comes later} */
        boolean wants(Reconnection attempts);

        /** The attempts are over; those who wait learn of it after this. */
        void ended(Reconnection attempts, @Nullable Session opened);
    }

    /**
     * Makes it; {@link #start} starts it.
     *
     * @param connector makes the attempts
     * @param owner who wants it
     * @param threadName of its thread
     */
    Reconnection(Connector connector, Owner owner, String threadName) {
        this.connector = connector;
        this.owner = owner;
        thread = new Thread(this::run, threadName);
        thread.setDaemon(true);
    }

    CompletableFuture<Session> result() {
        return result;
    }

    void start() {
        try {
            thread.start();
        } catch (OutOfMemoryError e) { // there can be no more threads
            fail(e);
        }
    }

    /** Gives up between two attempts. */
    void stop() {
        stopped.countDown();
    }

    /** Waits until its thread has ended, unless it is the one that asks. */
    void join(long millis) throws InterruptedException {
        if (Thread.currentThread() != thread) {
            thread.join(millis);
        }
    }

    private void run() {
        Backoff backoff = new Backoff();
        try {
            while (owner.wants(this)) {
                try {
                    Session opened = connector.connect();
                    owner.ended(this, opened);
                    result.complete(opened);
                    return;
                } catch (StatusException e) {
                    if (!Connector.canPass(e)) {
                        fail(e);
                        return;
                    }
                }
                if (stopped.await(backoff.nextNanos(), TimeUnit.NANOSECONDS)) {
                    break;
                }
            }
            fail(Failures.notConnected("the client was closed, or nobody waits for it any more")
                    .asException());
        } catch (Throwable e) { // whatever it is, those who wait learn of it
            fail(e);
        }
    }

    private void fail(Throwable cause) {
        owner.ended(this, null);
        result.completeExceptionally(cause);
    }
}
