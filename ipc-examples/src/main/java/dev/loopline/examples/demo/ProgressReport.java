package dev.loopline.examples.demo;

import dev.loopline.IpcConnection;
import dev.loopline.examples.demo.v1.CoordinatorClient;
import dev.loopline.examples.demo.v1.ProgressRequest;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * How far a helper is, told to the main process by a call back to it: at most ten times a second, and never before the
 * last report was answered. Any thread.
 */
final class ProgressReport {
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final long pid;
    private final LongAdder files = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final AtomicLong lastNanos = new AtomicLong(System.nanoTime());
    private final AtomicBoolean underWay = new AtomicBoolean();

    ProgressReport(long pid) {
        this.pid = pid;
    }

    void onRead(int read, IpcConnection main) {
        bytes.add(read);
        reportTo(main);
    }

    void onFile(IpcConnection main) {
        files.increment();
        reportTo(main);
    }

    private void reportTo(IpcConnection main) {
        long now = System.nanoTime();
        if (now - lastNanos.get() < INTERVAL_NANOS || !underWay.compareAndSet(false, true)) {
            return;
        }
        lastNanos.set(now);
        ProgressRequest request = ProgressRequest.newBuilder()
                .setPid(pid)
                .setFiles(files.sum())
                .setBytes(bytes.sum())
                .build();
        var unused = CoordinatorClient.on(main).async().progress(request).whenComplete((reply, failure) -> {
            underWay.set(false);
            if (failure != null && main.isOpen()) {
                System.err.println("progress was not reported: " + failure.getMessage());
            }
        });
    }
}
