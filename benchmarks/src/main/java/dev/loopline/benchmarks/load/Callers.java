package dev.loopline.benchmarks.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/** Threads that call and wait, one call each at a time. For one thread. */
final class Callers implements Load {
    private final List<One> callers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ended;
    private volatile @Nullable Throwable failure;

    Callers(Client client, int bytes, int count, boolean virtual) throws Exception {
        try {
            for (int i = 0; i < count; i++) {
                callers.add(new One(client.caller(bytes)));
            }
        } catch (Exception e) {
            close(); // those that there are
            throw e;
        }
        ThreadFactory factory = virtual ? VirtualThreads.factory() : Callers::platformThread;
        for (One caller : callers) {
            Thread thread = factory.newThread(caller);
            threads.add(thread);
            thread.start();
        }
    }

    private static Thread platformThread(Runnable body) {
        Thread thread = new Thread(body, "caller");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public long done() {
        return callers.stream().mapToLong(caller -> caller.done.get()).sum();
    }

    @Override
    public Histogram times() {
        Histogram all = Times.none();
        callers.forEach(caller -> all.add(caller.nanos.getIntervalHistogram()));
        return all;
    }

    @Override
    public void check() {
        if (failure != null) {
            throw new IllegalStateException("a call failed", failure);
        }
    }

    @Override
    public void close() throws IOException {
        ended = true;
        for (Thread thread : threads) {
            Threads.join(thread);
        }
        for (One caller : callers) {
            caller.calls.close();
        }
    }

    private final class One implements Runnable {
        private final Caller calls;
        private final Count done = new Count();
        private final SingleWriterRecorder nanos = new SingleWriterRecorder(Times.MOST_NANOS, Times.DIGITS);

        One(Caller calls) {
            this.calls = calls;
        }

        @Override
        public void run() {
            try {
                while (!ended) {
                    long begin = System.nanoTime();
                    calls.call();
                    nanos.recordValue(Times.clamp(System.nanoTime() - begin));
                    done.add(1);
                }
            } catch (Exception e) {
                failure = e;
            }
        }
    }
}
