package dev.loopline.examples.demo;

/** What is done when this process is told to end by Ctrl-C, SIGTERM or SIGHUP, until this is closed. For one thread. */
final class AtSignal implements AutoCloseable {
    private final Thread hook;

    AtSignal(Runnable action) {
        hook = new Thread(action, "demo-at-signal");
    }

    /** From now on the action is run. */
    void arm() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            awaitEnd(); // the process is ending: the action runs, and nothing else is to be said any more
        }
    }

    private static void awaitEnd() {
        while (true) {
            try {
                Thread.currentThread().join();
            } catch (InterruptedException e) {
                // There is nothing to return to.
            }
        }
    }
}
