package dev.loopline.transport.netty;

import dev.loopline.transport.TransportThread;
import io.netty.util.concurrent.FastThreadLocalThread;

/** A thread that moves frames. A daemon: what keeps a process alive is its own code, which waits for its server. */
final class LoopThread extends FastThreadLocalThread implements TransportThread {
    LoopThread(Runnable work, String name) {
        super(work, name);
        setDaemon(true);
    }
}
