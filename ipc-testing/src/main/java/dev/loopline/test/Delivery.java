package dev.loopline.test;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Delivers the bytes of one direction of one connection as the plan in force says. One thread.
 *
 * <p>What is left to chance depends on the seed and on the place in the stream alone, not on how the bytes arrive;
 * jitter is the exception, since it has no place.
 */
final class Delivery {
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final int SLICES_PER_SECOND = 50; // of a throttled stream

    private final Lane lane;
    private final Link link;
    private final OutputStream out;
    private final StreamPosition position;
    private final SplittableRandom jitter;
    private final SplittableRandom pieces;
    private final SplittableRandom corruption;
    private FaultPlan plan = FaultPlan.CLEAN;
    private List<FaultPlan.Step> pending = List.of();
    private boolean swallowing;
    private boolean ended; // by a script
    private long dropLeft;
    private int pieceLeft;
    private long untilCorruption = Long.MAX_VALUE;
    private long nextWriteNanos = System.nanoTime();

    Delivery(Lane lane, Link link, OutputStream out, SplittableRandom random) {
        this.lane = lane;
        this.link = link;
        this.out = out;
        position = new StreamPosition(lane.direction());
        jitter = random.split();
        pieces = random.split();
        corruption = random.split();
    }

    /** Delivers some bytes, or what the plan makes of them. */
    void deliver(Chunk chunk) throws IOException, InterruptedException {
        byte[] in = chunk.bytes();
        byte[] changed = in.clone();
        double late = jitter.nextDouble();
        int at = 0;
        while (at < in.length) {
            awaitTurn(chunk, late);
            fireSteps(changed, at);
            if (link.isOver()) {
                return;
            }
            int count = (int) Math.min(in.length - at, bytesToNextStep());
            if (dropLeft > 0 || swallows()) {
                count = dropLeft > 0 ? (int) Math.min(count, dropLeft) : count;
                dropLeft -= Math.min(count, dropLeft);
                lane.dropped.add(count);
            } else {
                count = corrupt(changed, at, cut(count));
                awaitSpeed(count);
                write(in, changed, at, count);
            }
            position.pass(in, at, count);
            at += count;
        }
    }

    /** Passes the end of the stream on, once it would be its turn; in a blackhole that is never. */
    void end(Chunk chunk) throws IOException, InterruptedException {
        do {
            awaitTurn(chunk, 0);
            if (swallows() && !ended) {
                lane.await(plan, Long.MAX_VALUE);
            }
        } while (lane.plan().number() != plan.number() || (swallows() && !ended));
        if (chunk.kind() == Chunk.Kind.BROKEN) {
            link.reset();
        } else if (!ended) {
            link.endOutput(lane.direction());
        }
    }

    private boolean swallows() {
        return swallowing || plan.blackhole() || ended;
    }

    /** Waits as long as a plan is in force that holds these bytes back. */
    private void awaitTurn(Chunk chunk, double late) throws InterruptedException {
        while (true) {
            follow(lane.plan());
            long due = chunk.arrivedNanos() + plan.delayNanos() + (long) (late * plan.jitterNanos());
            long wait = plan.paused() ? Long.MAX_VALUE : due - System.nanoTime();
            if (wait <= 0 || plan.blackhole()) {
                return;
            }
            lane.await(plan, wait);
        }
    }

    private void follow(FaultPlan next) {
        if (next.number() != plan.number()) {
            plan = next;
            pending = new ArrayList<>(next.steps());
            swallowing = false;
            dropLeft = 0;
            pieceLeft = 0;
            untilCorruption = next.corruptOneIn() == 0 ? Long.MAX_VALUE : nextCorruption();
        }
    }

    private long bytesToNextStep() {
        long least = Long.MAX_VALUE;
        for (FaultPlan.Step step : pending) {
            least = Math.min(least, step.distanceFrom(position));
        }
        return least;
    }

    private void fireSteps(byte[] bytes, int at) throws IOException, InterruptedException {
        for (int i = 0; i < pending.size() && !link.isOver(); ) {
            if (pending.get(i).distanceFrom(position) == 0) {
                fire(pending.remove(i).fault(), bytes, at);
            } else {
                i++;
            }
        }
    }

    private void fire(Fault fault, byte[] bytes, int at) throws IOException, InterruptedException {
        if (fault instanceof Fault.Change change) {
            bytes[at] = (byte) ((bytes[at] & change.keep()) ^ change.flip());
        } else if (fault instanceof Fault.Drop drop) {
            dropLeft += drop.bytes();
        } else if (fault instanceof Fault.Pause pause) {
            lane.pauses.increment();
            lane.await(plan, pause.nanos());
        } else if (fault instanceof Fault.Blackhole) {
            swallowing = true;
        } else if (fault instanceof Fault.HalfClose) {
            if (!ended) {
                ended = true;
                lane.halfCloses.increment();
                link.endOutput(lane.direction());
            }
        } else {
            lane.resets.increment();
            link.reset();
        }
    }

    private int cut(int count) {
        int most = count;
        if (plan.leastPiece() > 0) {
            if (pieceLeft == 0) {
                pieceLeft = pieces.nextInt(plan.leastPiece(), plan.mostPiece() + 1);
            }
            most = Math.min(most, pieceLeft);
        }
        if (plan.bytesPerSecond() > 0) {
            most = (int) Math.min(most, Math.max(1, plan.bytesPerSecond() / SLICES_PER_SECOND));
        }
        return most;
    }

    private int corrupt(byte[] bytes, int at, int count) {
        if (untilCorruption == 0) {
            bytes[at] ^= (byte) (1 << corruption.nextInt(8));
            untilCorruption = nextCorruption();
        }
        int most = (int) Math.min(count, untilCorruption);
        untilCorruption -= most;
        return most;
    }

    private long nextCorruption() {
        return corruption.nextLong(1, 2L * plan.corruptOneIn());
    }

    private void awaitSpeed(int count) throws InterruptedException {
        if (plan.bytesPerSecond() > 0) {
            FaultPlan slow = plan;
            nextWriteNanos = Math.max(nextWriteNanos, System.nanoTime()) + count * SECOND_NANOS / slow.bytesPerSecond();
            lane.await(slow, nextWriteNanos - System.nanoTime());
        }
    }

    private void write(byte[] in, byte[] changed, int at, int count) throws IOException {
        out.write(changed, at, count);
        pieceLeft = Math.max(0, pieceLeft - count);
        lane.writes.increment();
        lane.delivered.add(count);
        for (int i = at; i < at + count; i++) {
            if (in[i] != changed[i]) {
                lane.changed.increment();
            }
        }
    }
}
