package dev.loopline.internal.client;

import dev.loopline.StatusException;
import dev.loopline.internal.engine.Session;
import dev.loopline.internal.time.Countdown;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The first connection of a client, which whoever makes the client waits for. */
final class FirstConnection {
    private FirstConnection() {}

    /**
     * Connects, waiting no longer than a while for a server that is not there.
     *
     * @throws StatusException why the last attempt failed
     */
    static Session within(Duration wait, Connector connector) {
        Countdown countdown = new Countdown(wait);
        Backoff backoff = new Backoff();
        while (true) {
            try {
                return connector.connect();
            } catch (StatusException e) {
                long left = countdown.leftNanos();
                if (left <= 0 || !Connector.canPass(e)) {
                    throw e;
                }
                pause(Math.min(left, backoff.nextNanos()), e);
            }
        }
    }

    private static void pause(long nanos, StatusException failure) {
        try {
            var unused = new CountDownLatch(1).await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }
}
