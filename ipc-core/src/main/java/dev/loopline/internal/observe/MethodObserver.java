package dev.loopline.internal.observe;

import dev.loopline.StatusCode;

/** Told of the calls of one method. Any thread; must not block. */
@FunctionalInterface
public interface MethodObserver {
    /** Takes no notice: allocates nothing, reads no clock. */
    MethodObserver NONE = () -> CallObserver.NONE;

    /**
     * A call begins.
     *
     * @return told of its end, which must come
     */
    CallObserver begin();

    /**
     * A call was refused as soon as it was made.
     *
     * @param code why
     */
    default void refused(StatusCode code) {
        begin().ended(code);
    }
}
