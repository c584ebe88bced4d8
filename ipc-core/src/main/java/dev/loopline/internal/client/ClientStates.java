package dev.loopline.internal.client;

import dev.loopline.ClientState;
import dev.loopline.ClientStateChange;
import dev.loopline.Status;
import dev.loopline.internal.engine.Logs;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The state of a client, and those who are told of each change, one after the other. Any thread; {@code this} guards. */
final class ClientStates {
    private static final int MAX_WAITING = 256;
    private static final long CLOSE_MILLIS = 1_000;

    private final Executor executor;
    private final List<Consumer<? super ClientStateChange>> listeners = new CopyOnWriteArrayList<>();
    private final Deque<ClientStateChange> waiting = new ArrayDeque<>(); // guarded by this
    private final CountDownLatch closeTold = new CountDownLatch(1);
    private volatile ClientState now = ClientState.NOT_CONNECTED;
    private boolean telling; // guarded by this: somebody tells, or is about to
    private volatile @Nullable Thread teller;

    ClientStates(Executor executor) {
        this.executor = executor;
    }

    ClientState now() {
        return now;
    }

    void add(Consumer<? super ClientStateChange> listener) {
        listeners.add(listener);
    }

    /** Changes the state, unless that is what it is already or the client was closed. */
    void change(ClientState to, @Nullable Status reason) {
        if (queue(to, reason)) {
            try {
                executor.execute(this::tell);
            } catch (RejectedExecutionException e) {
                Logs.ENGINE.warn(
                        "a client is {}, and no thread is free to tell its listeners: told with the next change", to);
                stopTelling();
            }
        }
    }

    /** Changes the state for good, and tells those who listen before it returns, unless one of them does not return. */
    void close() {
        if (queue(ClientState.CLOSED, null)) {
            tell();
        } else if (teller != Thread.currentThread() && !listeners.isEmpty()) {
            try {
                if (!closeTold.await(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
                    Logs.ENGINE.warn("a client was closed while a listener of its state did not return");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** {@return whether the caller is to see to it that listeners are told} */
    private synchronized boolean queue(ClientState to, @Nullable Status reason) {
        if (now == to || now == ClientState.CLOSED) {
            return false;
        }
        ClientStateChange change = new ClientStateChange(now, to, reason);
        now = to;
        if (listeners.isEmpty()) {
            return false;
        }
        if (waiting.size() == MAX_WAITING) {
            Logs.ENGINE.warn("a listener of a client's state does not return: it will miss {}", waiting.remove());
        }
        waiting.add(change);
        boolean first = !telling;
        telling = true;
        return first;
    }

    private void tell() {
        teller = Thread.currentThread();
        for (ClientStateChange next = next(); next != null; next = next()) {
            for (Consumer<? super ClientStateChange> listener : listeners) {
                try {
                    listener.accept(next);
                } catch (RuntimeException e) {
                    Logs.ENGINE.error("a listener of a client's state failed at {}", next, e);
                }
            }
            if (next.now() == ClientState.CLOSED) {
                closeTold.countDown();
            }
        }
    }

    private synchronized @Nullable ClientStateChange next() {
        ClientStateChange next = waiting.poll();
        if (next == null) {
            telling = false;
            teller = null;
        }
        return next;
    }

    private synchronized void stopTelling() {
        telling = false;
    }
}
