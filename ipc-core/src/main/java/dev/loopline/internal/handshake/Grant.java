package dev.loopline.internal.handshake;

import dev.loopline.Role;

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
    private volatile boolean revoked;

    Grant(Role role, int maxConnections) {
        this.role = role;
        this.maxConnections = maxConnections;
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
