package dev.loopline.cli;

import dev.loopline.IpcClient;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Says on standard error when a client loses its connection, and when it has the next one, which its subscriptions look
 * for. A thread of its own.
 */
final class ConnectionWatch {
    private static final Duration STEP = Duration.ofMillis(50);

    private final IpcClient client;
    private final String name;
    private final BooleanSupplier wanted;

    private ConnectionWatch(IpcClient client, String name, BooleanSupplier wanted) {
        this.client = client;
        this.name = name;
        this.wanted = wanted;
    }

    /**
     * Begins.
     *
     * @param client whose connections
     * @param name of the server
     * @param wanted whether it is to go on
     */
    static void start(IpcClient client, String name, BooleanSupplier wanted) {
        ConnectionWatch watch = new ConnectionWatch(client, name, wanted);
        Thread thread = new Thread(watch::run, "ipc-connection-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                var unused = client.closed().toCompletableFuture().get();
                if (!wanted.getAsBoolean()) {
                    return;
                }
                EventPrinter.say("no connection to " + name + " any more; waiting for the server");
                while (!client.isOpen()) { // nobody tells
                    TimeUnit.NANOSECONDS.sleep(STEP.toNanos());
                    if (!wanted.getAsBoolean()) {
                        return;
                    }
                }
                EventPrinter.say("connected to " + name + " again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a connection is never a failure", e);
        }
    }
}
