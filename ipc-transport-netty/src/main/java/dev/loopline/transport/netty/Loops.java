package dev.loopline.transport.netty;

import dev.loopline.transport.TransportOptions;
import dev.loopline.transport.WaitMode;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event loops of one runtime, or of all that share them: a thread and the memory that a loop reads into and writes from are
 * more than a connection. Those that are shared end with the last that has them. Any thread.
 */
final class Loops {
    private static final Logger LOG = LoggerFactory.getLogger(Loops.class);
    private static final long THREADS_END_MILLIS = 5_000;
    private static final Map<Kind, Loops> SHARED = new HashMap<>(); // guarded by itself

    /** Those who have all of this in common share their loops. */
    private record Kind(String provider, String threadName, int threads, WaitMode waiting) {}

    private final String threadName;
    private final @Nullable Kind kind; // null if they are not shared
    private final AtomicInteger number = new AtomicInteger();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final TransportOptions options;
    private final IoHandlerFactory handlers;
    private final List<EventLoopGroup> groups = new ArrayList<>(); // guarded by itself
    private int connections; // guarded by groups, as the next
    private boolean ended;
    private int users; // guarded by SHARED

    private Loops(TransportOptions options, @Nullable Kind kind, Function<WaitMode, IoHandlerFactory> handlers) {
        this.threadName = options.threadName();
        this.kind = kind;
        this.options = options;
        this.handlers = handlers.apply(options.waiting());
        groups.add(group(kind == null ? options.threads() : 1));
    }

    private EventLoopGroup group(int loops) {
        return new MultiThreadIoEventLoopGroup(loops, this::newThread, handlers);
    }

    /**
     * {@return loops for a runtime, which gives them back by {@link #release}}
     *
     * @param provider who asks; loops of different ones are never shared
     * @param options how many, and whether they are shared
     * @param handlers how a loop waits for its channels
     */
    static Loops of(String provider, TransportOptions options, Function<WaitMode, IoHandlerFactory> handlers) {
        if (!options.sharesThreads()) {
            return new Loops(options, null, handlers);
        }
        Kind kind = new Kind(provider, options.threadName(), options.threads(), options.waiting());
        synchronized (SHARED) {
            Loops shared = SHARED.computeIfAbsent(kind, absent -> new Loops(options, kind, handlers));
            shared.users++;
            return shared;
        }
    }

    /** {@return the loops of what listens} */
    EventLoopGroup listening() {
        synchronized (groups) {
            return groups.get(0);
        }
    }

    /** {@return the loops of a new connection; of shared ones another is made with each, up to as many as there may be} */
    EventLoopGroup connecting() {
        synchronized (groups) {
            int place = connections++ % options.threads();
            if (kind == null || ended) {
                return groups.get(0);
            }
            if (place == groups.size()) {
                groups.add(group(1));
            }
            return groups.get(place);
        }
    }

    private List<EventLoopGroup> all() {
        synchronized (groups) {
            return List.copyOf(groups);
        }
    }

    private Thread newThread(Runnable work) {
        Thread thread = new LoopThread(work, threadName + "-" + number.incrementAndGet());
        threads.add(thread);
        return thread;
    }

    boolean ownCurrentThread() {
        for (EventLoopGroup group : all()) {
            for (EventExecutor loop : group) {
                if (loop.inEventLoop()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Has them end, unless others have them too, and returns once they have. Not on one of their threads. */
    void release() {
        if (kind != null && !isLast(kind)) {
            return;
        }
        synchronized (groups) {
            ended = true;
        }
        for (EventLoopGroup group : all()) {
            Future<?> unused =
                    group.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS); // the threads are waited for instead
        }
        awaitThreads();
    }

    private boolean isLast(Kind shared) {
        synchronized (SHARED) {
            if (--users > 0) {
                return false;
            }
            SHARED.remove(shared, this);
            return true;
        }
    }

    private void awaitThreads() {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(THREADS_END_MILLIS);
        try {
            for (Thread thread : threads) {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
                if (thread.isAlive()) {
                    LOG.warn("{} has not ended within {} ms; a callback blocks", thread.getName(), THREADS_END_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
