package dev.loopline.examples.demo;

import dev.loopline.IpcConnection;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.examples.demo.v1.CoordinatorClient;
import dev.loopline.examples.demo.v1.ProgressRequest;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/**
 * How far a helper is, told to the main process by a call back to it: whenever there is news, else once a second as a
 * sign of life. It is counted on any thread and sent by one.
 */
final class ProgressReport {
    private static final int QUIET_TICKS = 10;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final long pid;
    private final LongAdder files = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private ProgressRequest last = ProgressRequest.getDefaultInstance();
    private int ticks; // since the last report

    ProgressReport(long pid) {
        this.pid = pid;
    }

    void onRead(int read) {
        bytes.add(read);
    }

    void onFile() {
        files.increment();
    }

    /** To be called ten times a second. */
    void tick(IpcConnection main) {
        ProgressRequest request = ProgressRequest.newBuilder()
                .setPid(pid)
                .setFiles(files.sum())
                .setBytes(bytes.sum())
                .build();
        ticks++;
        if (request.equals(last) && ticks < QUIET_TICKS) {
            return;
        }
        last = request;
        ticks = 0;
        try {
            CoordinatorClient.on(main)
                    .with(CallOptions.DEFAULT.withDeadline(TIMEOUT))
                    .progress(request);
        } catch (StatusException e) {
            // A main process that is stopped, or gone: the next report says it all again, or there is none.
            if (e.code() != StatusCode.DEADLINE_EXCEEDED && e.code() != StatusCode.UNAVAILABLE) {
                System.err.println("progress was not reported: " + e.getMessage());
            }
        }
    }
}
