package dev.loopline.internal.client;

import dev.loopline.internal.engine.Session;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that take no more calls because their server ends, and on which calls still run: few, since each has a
 * successor. Any thread; {@code this} guards.
 */
final class LeftSessions {
    private static final int MAX = 8;

    private final Deque<Session> sessions = new ArrayDeque<>();

    /** Lets what runs on a session finish there. */
    synchronized void add(@Nullable Session former) {
        if (former == null || former.closed().isDone()) {
            return;
        }
        sessions.add(former);
        var unused = former.closed().thenRun(() -> forget(former));
        if (sessions.size() > MAX) {
            sessions.remove().shutDown();
        }
    }

    private synchronized void forget(Session former) {
        sessions.remove(former);
    }

    void shutDown() {
        List<Session> all;
        synchronized (this) {
            all = List.copyOf(sessions);
        }
        all.forEach(Session::shutDown);
    }
}
