package dev.loopline.internal.engine;

import dev.loopline.call.CallContext;
import dev.loopline.call.CallOptions;
import dev.loopline.call.MethodDescriptor;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long a call may take. */
public final class CallTimeout {
    private CallTimeout() {}

    /**
     * Finds the time of a call: its own or its method's, and no more than what is left of the call that is being served.
     *
     * @param method what is called
     * @param options what the caller asked for
     * @param serving the call that the caller serves, {@code null} if none
     * @return {@link CallOptions#NO_DEADLINE} if there is none; zero or less if it is over already
     */
    public static Duration of(MethodDescriptor<?, ?> method, CallOptions options, @Nullable CallContext serving) {
        Duration own = options.deadline();
        if (own == null) {
            own = method.defaultDeadline().isZero() ? CallOptions.NO_DEADLINE : method.defaultDeadline();
        }
        Duration left = serving == null ? null : serving.remaining();
        return left != null && left.compareTo(own) < 0 ? left : own;
    }
}
