package dev.loopline.internal.context;

import dev.loopline.call.CallContext;
import org.jspecify.annotations.Nullable;

/** The call that each thread is serving, so that calls made by its handler inherit deadline and cancellation. */
public final class CurrentCall {
    private static final ThreadLocal<@Nullable CallContext> CURRENT = new ThreadLocal<>();

    private CurrentCall() {}

    /** {@return the call that the current thread is serving} */
    public static @Nullable CallContext get() {
        return CURRENT.get();
    }

    /**
     * Says what the current thread is serving from now on.
     *
     * @param call {@code null} for nothing
     */
    public static void set(@Nullable CallContext call) {
        CURRENT.set(
                call); // also null: remove() is a native call on Java 17, and the next call of the thread sets it again
    }
}
