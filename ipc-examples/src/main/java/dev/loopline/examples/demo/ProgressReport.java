package dev.loopline.examples.demo;

import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.examples.demo.v1.HelperProgress;
import dev.loopline.topic.TopicChannel;
import java.util.concurrent.atomic.LongAdder;

/**
 * How far a helper is, published as events: whenever there is news, else once a second as a sign of life. It is counted
 * on any thread and published by one.
 */
final class ProgressReport {
    private static final int QUIET_TICKS = 10;

    private final LongAdder files = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final long pid = ProcessHandle.current().pid();
    private HelperProgress last = HelperProgress.getDefaultInstance();
    private int ticks; // since the last report

    /** Counts a file from now on. */
    Reading begin() {
        return new Reading();
    }

    /**
     * To be called ten times a second.
     *
     * @param helper what this helper is called
     * @param main where its progress is published
     */
    void tick(String helper, TopicChannel<HelperProgress> main) {
        HelperProgress progress = HelperProgress.newBuilder()
                .setHelper(helper)
                .setPid(pid)
                .setFiles(files.sum())
                .setBytes(bytes.sum())
                .build();
        ticks++;
        if (progress.equals(last) && ticks < QUIET_TICKS) {
            return;
        }
        try {
            // Not queued, to a main process that is stopped: the next tick tries again, with what is true by then.
            if (main.tryPublish(progress) != TopicChannel.Published.NOT_QUEUED) {
                last = progress;
                ticks = 0;
            }
        } catch (StatusException e) {
            // UNAVAILABLE: the main process is gone, and this one about to end.
            if (e.code() != StatusCode.UNAVAILABLE) {
                System.err.println("progress was not published: " + e.getMessage());
            }
        }
    }

    /** One file that is being read; what was counted of it is taken back when this is closed before it is done. */
    final class Reading implements AutoCloseable {
        private long read;
        private boolean done;

        void onRead(int more) {
            read += more;
            bytes.add(more);
        }

        void done() {
            done = true;
            files.increment();
        }

        @Override
        public void close() {
            if (!done) {
                bytes.add(-read);
            }
        }
    }
}
