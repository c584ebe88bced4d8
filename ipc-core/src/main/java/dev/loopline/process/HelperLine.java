package dev.loopline.process;

/**
 * One line that a helper wrote.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param helper its name
 * @param source where it wrote it
 * @param text the line without its end, as the helper wrote it, control characters included; a line of more than
 *     {@value #MAX_BYTES} bytes is cut and says so
 */
public record HelperLine(String helper, Source source, String text) {
    /** Most bytes of a line that are kept. */
    public static final int MAX_BYTES = 8192;

    /** Where a line was written. */
    public enum Source {
        /** Standard output. */
        OUTPUT,
        /** Standard error. */
        ERROR
    }
}
