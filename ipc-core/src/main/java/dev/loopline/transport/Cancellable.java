package dev.loopline.transport;

/** Something that was put off and can be called off. */
@FunctionalInterface
public interface Cancellable {
    /** Calls it off. No effect if it has run, is running or was called off. Any thread. */
    void cancel();
}
