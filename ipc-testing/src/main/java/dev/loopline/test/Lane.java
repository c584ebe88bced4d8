package dev.loopline.test;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** One direction of a proxy: its plan, which can change at any time, and what it counts. Any thread. */
final class Lane {
    /** First bytes of a connection that are kept, and of how many connections. */
    static final int KEPT_BYTES = 512;

    private static final int KEPT_CONNECTIONS = 1024;

    final LongAdder received = new LongAdder();
    final LongAdder delivered = new LongAdder();
    final LongAdder changed = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final LongAdder writes = new LongAdder();
    final LongAdder pauses = new LongAdder();
    final LongAdder halfCloses = new LongAdder();
    final LongAdder resets = new LongAdder();

    private final Direction direction;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition planChanged = lock.newCondition();
    private final Deque<Beginning> beginnings = new ArrayDeque<>(); // guarded by itself
    private volatile FaultPlan plan = FaultPlan.CLEAN;

    /** The first bytes of one connection. Any thread. */
    static final class Beginning {
        private byte[] bytes = new byte[0];

        synchronized void add(byte[] source, int count) {
            int kept = Math.min(count, KEPT_BYTES - bytes.length);
            if (kept > 0) {
                byte[] longer = Arrays.copyOf(bytes, bytes.length + kept);
                System.arraycopy(source, 0, longer, bytes.length, kept);
                bytes = longer;
            }
        }

        synchronized byte[] bytes() {
            return bytes.clone();
        }
    }

    Lane(Direction direction) {
        this.direction = direction;
    }

    Direction direction() {
        return direction;
    }

    FaultPlan plan() {
        return plan;
    }

    void follow(FaultPlan next) {
        lock.lock();
        try {
            plan = next;
            planChanged.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a time, but not longer than a plan is in force. */
    void await(FaultPlan inForce, long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (plan.number() == inForce.number() && left > 0) {
                left = planChanged.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    Beginning newBeginning() {
        Beginning beginning = new Beginning();
        synchronized (beginnings) {
            if (beginnings.size() == KEPT_CONNECTIONS) {
                beginnings.removeFirst();
            }
            beginnings.addLast(beginning);
        }
        return beginning;
    }

    List<byte[]> beginnings() {
        synchronized (beginnings) {
            return beginnings.stream().map(Beginning::bytes).toList();
        }
    }

    FaultCounts counts() {
        return new FaultCounts(
                received.sum(),
                delivered.sum(),
                changed.sum(),
                dropped.sum(),
                writes.sum(),
                pauses.sum(),
                halfCloses.sum(),
                resets.sum());
    }
}
