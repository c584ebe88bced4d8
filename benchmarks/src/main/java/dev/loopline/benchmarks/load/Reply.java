package dev.loopline.benchmarks.load;

/**
 * Waits for one message, or for each of several.
 *
 * <p><b>Threading:</b> called by the thread that received; must not block.
 */
public interface Reply {
    /** A message is back as it was sent. */
    void arrived();

    /**
     * A message is not back, or not as it was sent.
     *
     * @param cause why
     */
    void failed(Throwable cause);
}
