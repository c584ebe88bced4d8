package dev.loopline.internal.server;

import java.util.ArrayDeque;
import java.util.Deque;

/** Closes what was opened so far, last first, unless all went well. For one thread. */
final class Undo implements AutoCloseable {
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    <T extends AutoCloseable> T later(T resource) {
        opened.push(resource);
        return resource;
    }

    void nothing() {
        opened.clear();
    }

    @Override
    public void close() {
        RuntimeException failure = null;
        for (AutoCloseable resource : opened) {
            try {
                resource.close();
            } catch (Exception e) {
                failure = failure == null ? new IllegalStateException("could not undo a failed start", e) : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
