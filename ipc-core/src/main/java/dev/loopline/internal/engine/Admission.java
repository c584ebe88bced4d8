package dev.loopline.internal.engine;

import dev.loopline.Certainty;
import dev.loopline.HandshakeLimits;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.internal.handshake.Grant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is connected to a server, and who is trying to be: two bounded sets.
 *
 * <p>When too many connections are in the handshake the oldest of them has to go, so that a flood of silent ones cannot
 * lock out a client that proves itself at once.
 *
 * <p>Any thread.
 */
final class Admission {
    private final int maxOpening;
    private final int maxSessions;
    private final Set<ServerOpening> opening = new LinkedHashSet<>(); // guarded by this, oldest first
    private final Set<Session> sessions = new LinkedHashSet<>(); // guarded by this
    private final Map<Grant, Integer> sessionsOfGrant = new HashMap<>(); // guarded by this
    private boolean closed; // guarded by this

    Admission(HandshakeLimits limits) {
        this.maxOpening = limits.maxUnauthenticated();
        this.maxSessions = limits.maxConnections();
    }

    /** {@return the connection that has to go for this one; the new one itself if the server is closed} */
    synchronized @Nullable ServerOpening enter(ServerOpening connection) {
        if (closed) {
            return connection;
        }
        ServerOpening oldest = null;
        if (opening.size() >= maxOpening) {
            oldest = opening.iterator().next();
            opening.remove(oldest);
        }
        opening.add(connection);
        return oldest;
    }

    synchronized void leave(ServerOpening connection) {
        opening.remove(connection);
    }

    /** {@return whether there are as many sessions as may be, in all or with one token} */
    synchronized boolean isFull(Grant grant) {
        return sessions.size() >= maxSessions || isFullWith(grant);
    }

    private boolean isFullWith(Grant grant) {
        return sessionsOfGrant.getOrDefault(grant, 0) >= grant.maxConnections();
    }

    /** {@return why the session cannot be let in; {@code null} if it was} */
    synchronized @Nullable Status add(Session session) {
        if (closed) {
            return Failures.goingAway(Certainty.NOT_EXECUTED, "the server closes");
        }
        // Looked at here and not before: who revokes a token ends the sessions that are in by then.
        if (session.grant().isRevoked()) {
            return Failures.tokenRevoked(Certainty.NOT_EXECUTED);
        }
        if (sessions.size() >= maxSessions) {
            return tooMany(
                    "connections: " + maxSessions + " are open (expected: fewer); close some, or raise maxConnections");
        }
        if (isFullWith(session.grant())) {
            return tooMany("connections with this token: " + session.grant().maxConnections()
                    + " are open (expected: fewer); close some");
        }
        sessions.add(session);
        sessionsOfGrant.merge(session.grant(), 1, Integer::sum);
        return null;
    }

    private static Status tooMany(String message) {
        return new Status(StatusCode.RESOURCE_EXHAUSTED, "TOO_MANY_CONNECTIONS", message, Certainty.NOT_EXECUTED, null);
    }

    synchronized void remove(Session session) {
        if (sessions.remove(session)) {
            sessionsOfGrant.computeIfPresent(session.grant(), (grant, count) -> count == 1 ? null : count - 1);
        }
    }

    synchronized List<Session> sessions() {
        return List.copyOf(sessions);
    }

    synchronized int openingCount() {
        return opening.size();
    }

    /** {@return those that were in the handshake; no one is let in any more} */
    synchronized List<ServerOpening> close() {
        closed = true;
        return new ArrayList<>(opening);
    }
}
