package dev.loopline.internal.server;

import dev.loopline.endpoint.EndpointName;
import dev.loopline.internal.engine.Logs;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Drains a server when the JVM shuts down, and keeps the JVM no longer than the grace time and {@value #MORE_MILLIS} ms. Runs
 * on a thread of the JVM.
 */
final class ShutdownDrain implements Runnable {
    /** For what comes after the grace time. */
    private static final long MORE_MILLIS = 900;

    private final ServerEnd end;
    private final EndpointName name;
    private final Duration grace;

    private ShutdownDrain(ServerEnd end, EndpointName name, Duration grace) {
        this.end = end;
        this.name = name;
        this.grace = grace;
    }

    /** Has a server drained when the JVM shuts down, unless it ends before. */
    static void of(ServerEnd end, ServerConfig config) {
        Thread hook = new Thread(
                new ShutdownDrain(end, config.name(), config.drainGrace()),
                "loopline-server-shutdown-" + config.name());
        Runtime.getRuntime().addShutdownHook(hook);
        var unused = end.done().whenComplete((report, failure) -> forget(hook));
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            Logs.ENGINE.trace("the JVM shuts down, and hooks stay as they are", e);
        }
    }

    @Override
    public void run() {
        try {
            var unused = end.endAsync(grace).get(grace.toMillis() + MORE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            Logs.ENGINE.warn(
                    "server {}: did not end within {} and {} ms more; a handler blocks", name, grace, MORE_MILLIS);
        } catch (ExecutionException e) {
            Logs.ENGINE.warn("server {}: did not end as it should", name, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
