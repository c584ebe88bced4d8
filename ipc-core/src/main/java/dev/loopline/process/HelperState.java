package dev.loopline.process;

/**
 * How a helper is.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum HelperState {
    /** Its process is being started and has not said that it is ready. */
    STARTING,
    /** It can be called. */
    READY,
    /** Its process has ended, and will be started again after a pause. */
    PAUSING,
    /** It is being stopped. */
    STOPPING,
    /** Its process has ended and is not started again. */
    ENDED
}
