package dev.loopline;

/**
 * What became of the calls that a server was serving when its end began.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param finished calls that ended by themselves
 * @param cancelled calls that had not ended when the time was over, or whose client went away; their callers learn that they
 *     may have run ({@link Certainty#UNKNOWN})
 */
public record DrainReport(int finished, int cancelled) {
    /** Nothing was being served. */
    public static final DrainReport NOTHING = new DrainReport(0, 0);

    /**
     * Adds another report.
     *
     * @param other of other calls
     * @return the report of both
     */
    public DrainReport plus(DrainReport other) {
        return new DrainReport(finished + other.finished, cancelled + other.cancelled);
    }
}
