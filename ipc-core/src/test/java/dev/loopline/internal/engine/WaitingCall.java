package dev.loopline.internal.engine;

import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.StatusException;
import dev.loopline.transport.WaitMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A call that runs nothing by itself, for tests of one direction. */
final class WaitingCall implements StreamCall {
    final List<BulkSource> sources = new ArrayList<>();
    private final BlockedSpin blocked = new BlockedSpin(WaitMode.PARK);
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    @Override
    public Object method() {
        return "Test/Method";
    }

    @Override
    public void inRole(Runnable task) {
        tasks.add(task);
    }

    /** Runs what was to run in the role. */
    void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Override
    public boolean onTransportThread() {
        return false;
    }

    @Override
    public BlockedSpin blocked() {
        return blocked;
    }

    @Override
    public long nowNanos() {
        return 0;
    }

    @Override
    public void giveUp() {}

    @Override
    public void fail(StatusException failure) {}

    @Override
    public Status unreadable(Throwable cause) {
        return Failures.cancelled(method(), Certainty.UNKNOWN);
    }

    @Override
    public long id() {
        return 1;
    }

    @Override
    public void hasFrames(BulkSource source) {
        sources.add(source);
    }

    @Override
    public void dropFrames(BulkSource source) {
        sources.remove(source);
    }

    @Override
    public void onAllSent() {}

    @Override
    public void onAllArrived() {}

    @Override
    public void onUnusable(Status why) {}
}
