package dev.loopline.internal.handshake;

import dev.loopline.Role;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one token gives those who connect with it. The connections of a token have the same one.
 *
 * <p>Any thread.
 */
public final class Grant {
    /** That of published tokens. On the client's side, what the server may do there. */
    public static final Grant FULL = new Grant(Role.FULL, Integer.MAX_VALUE);

    /** That of those who name no token that exists, who do not get in; as full as that of others, to look like it. */
    static final Grant NOTHING = new Grant(Role.named("nobody"), Integer.MAX_VALUE);

    private final Role role;
    private final int maxConnections;
    private final @Nullable Once once;
    private volatile boolean revoked;

    Grant(Role role, int maxConnections) {
        this(role, maxConnections, null);
    }

    private Grant(Role role, int maxConnections, @Nullable Once once) {
        this.role = role;
        this.maxConnections = maxConnections;
        this.once = once;
    }

    /**
     * {@return what a token gives that lets one connection in, once}
     *
     * @param valid whether its time is not over yet
     */
    static Grant once(Role role, BooleanSupplier valid) {
        return new Grant(role, 1, new Once(valid));
    }

    /** Whether the one use of a token has been made. */
    private static final class Once {
        private final BooleanSupplier valid;
        private final AtomicBoolean used = new AtomicBoolean();

        Once(BooleanSupplier valid) {
            this.valid = valid;
        }
    }

    /**
     * Uses the token, for a client that has proved that it knows it: of many that do so at once with a token that serves
     * once, one succeeds.
     *
     * @return whether the client is let in
     */
    boolean redeem() {
        return once == null || (once.valid.getAsBoolean() && once.used.compareAndSet(false, true));
    }

    /** {@return whether it served once and has} */
    boolean isSpent() {
        return once != null && once.used.get();
    }

    /** {@return what may be done} */
    public Role role() {
        return role;
    }

    /** {@return how many connections there may be at once} */
    public int maxConnections() {
        return maxConnections;
    }

    /** {@return whether its token has been revoked: nobody is let in with it any more} */
    public boolean isRevoked() {
        return revoked;
    }

    void revoke() {
        revoked = true;
    }
}
