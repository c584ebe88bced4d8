package dev.loopline.transport.inprocess;

import dev.loopline.transport.TransportThread;

/** A thread that holds the role of in-process connections. A daemon, so that it keeps no process alive. */
final class InProcessThread extends Thread implements TransportThread {
    InProcessThread(Runnable work, String name) {
        super(work, name);
        setDaemon(true);
    }
}
