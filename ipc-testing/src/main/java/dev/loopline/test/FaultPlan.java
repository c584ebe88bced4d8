package dev.loopline.test;

import java.util.List;

/**
 * A finished script of one direction. Immutable.
 *
 * @param number of the script: the same script given again is another one, whose faults happen again
 * @param delayNanos how late bytes leave
 * @param jitterNanos how much later at most
 * @param bytesPerSecond how fast, 0 for no bound
 * @param leastPiece size of the smallest piece, 0 for no cutting
 * @param mostPiece size of the largest piece
 * @param corruptOneIn one bit of so many bytes is flipped, 0 for none
 * @param paused whether everything waits
 * @param blackhole whether everything is swallowed
 * @param steps what happens at some place, in the order of the script
 */
record FaultPlan(
        long number,
        long delayNanos,
        long jitterNanos,
        long bytesPerSecond,
        int leastPiece,
        int mostPiece,
        int corruptOneIn,
        boolean paused,
        boolean blackhole,
        List<Step> steps) {
    static final FaultPlan CLEAN = new FaultPlan(0, 0, 0, 0, 0, 0, 0, false, false, List.of());

    /**
     * A fault and its place.
     *
     * @param frame in this frame, 0 for a place that is counted in bytes of the whole stream
     * @param offset before this byte
     * @param fault what happens there
     */
    record Step(long frame, long offset, Fault fault) {
        long distanceFrom(StreamPosition position) {
            return frame == 0 ? Math.max(0, offset - position.bytes()) : position.distanceTo(frame, offset);
        }
    }
}
