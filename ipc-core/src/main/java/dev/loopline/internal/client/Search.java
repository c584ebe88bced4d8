package dev.loopline.internal.client;

import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.StatusException;
import dev.loopline.endpoint.Endpoint;
import dev.loopline.internal.engine.Failures;
import dev.loopline.internal.engine.Session;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The search for a server, on a thread of its own: attempts to connect until one succeeds, or nobody wants a connection
 * any more. A server that refused is left alone until its endpoint is another.
 *
 * <p>Any thread.
 */
final class Search {
    private final CompletableFuture<Session> result = new CompletableFuture<>();
    private final Connector connector;
    private final Backoff backoff;
    private final boolean again;
    private final Owner owner;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile @Nullable EndpointWatch watch;
    private @Nullable Endpoint refused; // of the thread

    /** Who wants a connection. */
    interface Owner {
        /** {@return whether it still does; once it does not, this search serves nobody who comes later} */
        boolean wants(Search search);

        /** {@return whether the search goes on after a failure} */
        boolean goesOnAfter(Search search, StatusException failure);

        /** It has found the server; those who wait learn of it after this. */
        void found(Search search, Session opened);

        /** It is over in vain; those who wait learn of it after this. */
        void ended(Search search);
    }

    /**
     * Makes it; {@link #start} starts it.
     *
     * @param connector makes the attempts
     * @param backoff how long to pause between them
     * @param again whether a connection was just lost, which other clients of the same server lost, too: then it begins with
     *     a pause
     * @param owner who wants it
     */
    Search(Connector connector, Backoff backoff, boolean again, Owner owner) {
        this.connector = connector;
        this.backoff = backoff;
        this.again = again;
        this.owner = owner;
        thread = new Thread(this::run, "loopline-client-connect");
        thread.setDaemon(true);
    }

    CompletableFuture<Session> result() {
        return result;
    }

    /**
     * Starts it.
     *
     * @throws OutOfMemoryError if there can be no more threads
     */
    void start() {
        thread.start();
    }

    /** Gives up between two attempts. */
    void stop() {
        stopped = true;
        EndpointWatch open = watch;
        if (open != null) {
            open.close();
        }
    }

    /** Ends it in vain, before it was started. */
    void giveUp(Status why) {
        result.completeExceptionally(why.asException());
    }

    /** Waits until its thread has ended, unless it is the one that asks. */
    void join(long millis) throws InterruptedException {
        if (Thread.currentThread() != thread) {
            thread.join(millis);
        }
    }

    private void run() {
        try (EndpointWatch pauses = EndpointWatch.over(connector.endpointFile())) {
            watch = pauses;
            if (again && !stopped) {
                pauses.await(backoff.nextNanos());
            }
            while (!stopped && owner.wants(this)) {
                if (attempt()) {
                    return;
                }
                pauses.await(backoff.nextNanos());
            }
            fail(Failures.notConnected("the client was closed, or nobody waits for it any more")
                    .asException());
        } catch (Throwable e) { // whatever it is, those who wait learn of it
            fail(e);
        }
    }

    /** {@return whether the search is over} */
    private boolean attempt() {
        try {
            Endpoint endpoint = connector.lookUp();
            Endpoint former = refused;
            if (former != null && Connector.isSame(former, endpoint)) {
                return false;
            }
            Session opened = connect(endpoint);
            owner.found(this, opened);
            result.complete(opened);
            return true;
        } catch (RuntimeException | OutOfMemoryError e) {
            StatusException failure = Failures.of(e, Certainty.NOT_EXECUTED).asException();
            if (owner.goesOnAfter(this, failure)) {
                return false;
            }
            fail(failure);
            return true;
        }
    }

    private Session connect(Endpoint endpoint) {
        try {
            return connector.connect(endpoint);
        } catch (StatusException e) {
            if (Connector.isRefusal(e)) {
                refused = endpoint;
            }
            throw e;
        }
    }

    private void fail(Throwable cause) {
        owner.ended(this);
        result.completeExceptionally(cause);
    }
}
