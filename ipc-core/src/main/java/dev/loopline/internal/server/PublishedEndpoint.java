package dev.loopline.internal.server;

import dev.loopline.Role;
import dev.loopline.StatusException;
import dev.loopline.Visibility;
import dev.loopline.Visibility.State;
import dev.loopline.endpoint.Credential;
import dev.loopline.endpoint.Endpoint;
import dev.loopline.endpoint.EndpointClaim;
import dev.loopline.internal.engine.Logs;
import dev.loopline.internal.handshake.Grant;
import dev.loopline.internal.handshake.TokenTable;
import dev.loopline.transport.Cancellable;
import dev.loopline.transport.inprocess.Scheduler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The endpoint of a running server, kept as clients should find it: looked after, given new tokens, withdrawn.
 *
 * <p>Any thread. Its lock is held while files are read and written; the watcher is told without it.
 */
final class PublishedEndpoint {
    static final Duration LOOK_INTERVAL = Duration.ofSeconds(5);
    private static final int LOOKS_PER_REMINDER = 12; // one line a minute

    private final EndpointClaim claim;
    private final TokenTable tokens;
    private final Scheduler scheduler;
    private final Watcher watcher;
    private volatile Endpoint endpoint; // written under this
    private volatile Visibility visibility = new Visibility(State.PUBLISHED, null); // written under this
    private @Nullable Cancellable nextLook; // guarded by this
    private int looksInVain; // guarded by this

    /** Who wants to know. */
    interface Watcher {
        /** The endpoint has become another's: nobody is to be let in any more. */
        void onDisplaced();

        /** Another state than before. On the scheduler's thread, one after the other. */
        void onChange(Visibility now);
    }

    PublishedEndpoint(EndpointClaim claim, TokenTable tokens, Endpoint endpoint, Scheduler scheduler, Watcher watcher) {
        this.claim = claim;
        this.tokens = tokens;
        this.endpoint = endpoint;
        this.scheduler = scheduler;
        this.watcher = watcher;
    }

    /**
     * Publishes it and looks after it from now on.
     *
     * @throws StatusException if it cannot be written
     */
    synchronized void publish() {
        claim.publish(endpoint);
        lookLater();
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Visibility visibility() {
        return visibility;
    }

    private synchronized void lookLater() {
        nextLook = scheduler.schedule(this::look, LOOK_INTERVAL.toNanos());
    }

    private void look() {
        Visibility now;
        boolean changed;
        synchronized (this) {
            if (visibility.state() == State.WITHDRAWN) {
                return;
            }
            now = lookAtFile();
            changed = now.state() != visibility.state();
            visibility = now;
            looksInVain = changed ? 0 : looksInVain + 1;
            report(now, changed);
            if (now.state() != State.DISPLACED) {
                lookLater();
            }
        }
        if (now.state() == State.DISPLACED) {
            watcher.onDisplaced();
        }
        if (changed) {
            watcher.onChange(now);
        }
    }

    private Visibility lookAtFile() {
        try {
            claim.restore();
            return new Visibility(State.PUBLISHED, null);
        } catch (StatusException e) {
            boolean foreign = e.reason().equals("ENDPOINT_REPLACED");
            return new Visibility(foreign ? State.DISPLACED : State.HIDDEN, e.status());
        }
    }

    private void report(Visibility now, boolean changed) {
        if (now.problem() == null) {
            if (changed) {
                Logs.ENDPOINT.info("endpoint {}: published again", endpoint.name());
            }
        } else if (looksInVain % LOOKS_PER_REMINDER == 0) {
            String consequence = now.state() == State.DISPLACED
                    ? "no new connections are accepted"
                    : "clients may not find this server; trying again every " + LOOK_INTERVAL.toSeconds() + " s";
            Logs.ENDPOINT.error(
                    "endpoint {}: {}: {}",
                    endpoint.name(),
                    consequence,
                    now.problem().message());
        }
    }

    /**
     * Publishes a new token.
     *
     * @param grace how long the former one still lets clients in
     * @throws StatusException if it cannot be published: the former one stays
     */
    synchronized void rotateToken(Duration grace) {
        Endpoint former = endpoint;
        if (visibility.state() == State.WITHDRAWN) {
            throw new IllegalStateException("server " + former.name() + ": closed (expected: open)");
        }
        Endpoint next = withCredential(former, Credential.random());
        // Before it is published, since a client may be quick.
        tokens.add(next.credential());
        try {
            claim.publish(next);
        } catch (StatusException e) {
            tokens.end(next.credential().tokenId(), Duration.ZERO);
            throw e;
        }
        endpoint = next;
        tokens.end(former.credential().tokenId(), grace);
        scheduler.schedule(tokens::overwriteEnded, grace.toNanos());
    }

    /**
     * Makes a token of a role. Does not wait for the file, so that any thread may.
     *
     * @return this endpoint with the new token
     */
    Endpoint issueToken(Role role) {
        Credential credential = Credential.random();
        tokens.issue(credential, role);
        return withCredential(endpoint, credential);
    }

    /** {@return what an issued token gave until now, {@code null} if it is none} */
    @Nullable
    Grant revokeToken(Endpoint issued) {
        if (!issued.id().equals(endpoint.id())) {
            throw new IllegalArgumentException(
                    "endpoint: run " + issued.id() + " (expected: " + endpoint.id() + ", that of this server)");
        }
        return tokens.revoke(issued.credential().tokenId());
    }

    private static Endpoint withCredential(Endpoint endpoint, Credential credential) {
        return new Endpoint(
                endpoint.name(),
                endpoint.id(),
                endpoint.addresses(),
                credential,
                endpoint.process(),
                endpoint.application(),
                endpoint.createdAt());
    }

    /** Lets clients find it no longer. What goes wrong is logged: the server closes all the same. */
    synchronized void withdraw() {
        visibility = new Visibility(State.WITHDRAWN, null);
        if (nextLook != null) {
            nextLook.cancel();
        }
        try {
            claim.withdraw();
        } catch (StatusException e) {
            Logs.ENDPOINT.warn(
                    "endpoint {}: its file is left behind: {}",
                    endpoint.name(),
                    e.status().message());
        }
    }

    /** Gives the name up, and forgets the tokens. */
    synchronized void close() {
        withdraw();
        tokens.clear();
        try {
            claim.close();
        } catch (StatusException e) {
            Logs.ENDPOINT.warn("endpoint {}: {}", endpoint.name(), e.status().message());
        }
    }
}
