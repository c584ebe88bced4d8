package dev.loopline.benchmarks.peers.loopline;

import dev.loopline.process.HostProcess;

/** A helper of Loopline that serves nothing: attaches, says that it is ready, and waits for its host. */
public final class ColdHelper {
    private ColdHelper() {}

    /**
     * Helps.
     *
     * @param args of no matter
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws InterruptedException {
        try (HostProcess host = HostProcess.attach()) {
            host.ready();
            host.awaitHost();
        }
    }
}
