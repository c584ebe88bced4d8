package dev.loopline.internal.handshake;

import dev.loopline.Certainty;
import dev.loopline.IpcServer;
import dev.loopline.Role;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.endpoint.Credential;
import dev.loopline.endpoint.Token;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The tokens with which a server lets clients in: the one that is published, for a while those that it replaced, those
 * that were issued for a role, and those that let one process in once.
 *
 * <p>It keeps bytes of its own, and overwrites them when a token ends. Whether one has ended is decided by the clock when
 * it is looked for, not by when it is overwritten.
 *
 * <p>Any thread. Under one lock, for moments: a token that is half overwritten must never be found, since somebody could
 * guess it.
 */
public final class TokenTable implements ServerHandshake.TokenLookup {
    /** Most replaced tokens that are kept; when one more comes, the oldest ends early. */
    public static final int MAX_FORMER = 8;

    private final LongSupplier nanoClock;
    private final Map<Long, Entry> issued = new HashMap<>(); // guarded by this
    private List<Entry> entries; // the published ones, the newest last; guarded by this
    private boolean closed; // guarded by this

    /**
     * Makes a table of one token.
     *
     * @param first what is published first
     * @param nanoClock tells when tokens end
     */
    public TokenTable(Credential first, LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.entries = List.of(Entry.of(first, Grant.FULL));
    }

    /**
     * Makes a table without a token.
     *
     * @param nanoClock tells when tokens end
     */
    public TokenTable(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.entries = List.of();
    }

    @Override
    public synchronized ServerHandshake.@Nullable Known find(long tokenId) {
        Entry entry = published(tokenId);
        if (entry == null) {
            entry = issued.get(tokenId);
        }
        return entry == null || hasEnded(entry) ? null : new ServerHandshake.Known(Token.of(entry.bytes), entry.grant);
    }

    private @Nullable Entry published(long tokenId) {
        for (Entry entry : entries) {
            if (entry.tokenId == tokenId) {
                return entry;
            }
        }
        return null;
    }

    private boolean hasEnded(Entry entry) {
        return entry.grant.isSpent() || (entry.ends && nanoClock.getAsLong() - entry.endNanos >= 0);
    }

    /**
     * Takes a new published token from now on, beside those that are there.
     *
     * @param credential the new one
     */
    public synchronized void add(Credential credential) {
        List<Entry> next = new ArrayList<>(entries);
        if (next.size() > MAX_FORMER) {
            next.remove(0).overwrite();
        }
        next.add(Entry.of(credential, Grant.FULL));
        entries = List.copyOf(next);
    }

    /**
     * Lets a published token end.
     *
     * @param tokenId which
     * @param grace when, from now
     */
    public synchronized void end(long tokenId, Duration grace) {
        long endNanos = nanoClock.getAsLong() + grace.toNanos();
        entries = entries.stream()
                .map(entry -> entry.tokenId == tokenId ? entry.ending(endNanos) : entry)
                .toList();
        overwriteEnded();
    }

    /**
     * Takes a token of a role from now on, until it is revoked.
     *
     * @param credential the new one
     * @param role what it permits
     * @throws StatusException if there are as many as may be
     * @throws IllegalStateException after {@link #clear}
     */
    public synchronized void issue(Credential credential, Role role) {
        requireRoom();
        Grant grant = new Grant(role, IpcServer.MAX_CONNECTIONS_PER_ISSUED_TOKEN);
        issued.put(credential.tokenId(), Entry.of(credential, grant));
    }

    /**
     * Takes a token of a role that lets one connection in, once, and only for a while.
     *
     * @param credential the new one
     * @param role what it permits
     * @param lifetime how long it can be used
     * @return what it gives, by which the connection can be told
     * @throws StatusException if there are as many tokens as may be
     * @throws IllegalStateException after {@link #clear}
     */
    public synchronized Grant issueOnce(Credential credential, Role role, Duration lifetime) {
        overwriteEnded();
        requireRoom();
        long endNanos = nanoClock.getAsLong() + lifetime.toNanos();
        Grant grant = Grant.once(role, () -> nanoClock.getAsLong() - endNanos < 0);
        issued.put(credential.tokenId(), Entry.of(credential, grant).ending(endNanos));
        return grant;
    }

    private void requireRoom() {
        if (closed) {
            throw new IllegalStateException("server: closed (expected: open, to issue a token)");
        }
        if (issued.size() >= IpcServer.MAX_ISSUED_TOKENS) {
            throw new Status(
                            StatusCode.RESOURCE_EXHAUSTED,
                            "TOO_MANY_TOKENS",
                            "tokens: " + issued.size() + " have been issued (expected: fewer); revoke some",
                            Certainty.NOT_EXECUTED,
                            null)
                    .asException()
                    .withCallerTrace();
        }
    }

    /**
     * Ends an issued token.
     *
     * @param tokenId which
     * @return what it gave, {@code null} if there is none
     * @throws IllegalArgumentException if it is a published one
     */
    public synchronized @Nullable Grant revoke(long tokenId) {
        if (published(tokenId) != null) {
            throw new IllegalArgumentException(
                    "token: published (expected: one that was issued; rotateToken replaces a published one)");
        }
        Entry entry = issued.remove(tokenId);
        if (entry == null) {
            return null;
        }
        entry.overwrite();
        entry.grant.revoke();
        return entry.grant;
    }

    /** Overwrites the tokens that have ended, and those that have been used and let nobody in any more. */
    public synchronized void overwriteEnded() {
        issued.values().removeIf(entry -> {
            boolean ended = hasEnded(entry);
            if (ended) {
                entry.overwrite();
            }
            return ended;
        });
        entries.stream().filter(this::hasEnded).forEach(Entry::overwrite);
        entries = entries.stream().filter(entry -> !hasEnded(entry)).toList();
    }

    /** Overwrites all tokens: nobody is let in any more. */
    public synchronized void clear() {
        closed = true;
        entries.forEach(Entry::overwrite);
        entries = List.of();
        issued.values().forEach(Entry::overwrite);
        issued.clear();
    }

    /** {@return how many tokens are kept, the published one among them} */
    public synchronized int size() {
        return entries.size() + issued.size();
    }

    private static final class Entry {
        private final long tokenId;
        private final byte[] bytes;
        private final Grant grant;
        private final boolean ends;
        private final long endNanos; // if it ends

        private Entry(long tokenId, byte[] bytes, Grant grant, boolean ends, long endNanos) {
            this.tokenId = tokenId;
            this.bytes = bytes;
            this.grant = grant;
            this.ends = ends;
            this.endNanos = endNanos;
        }

        static Entry of(Credential credential, Grant grant) {
            return new Entry(credential.tokenId(), credential.token().bytes(), grant, false, 0);
        }

        Entry ending(long nanos) {
            return new Entry(tokenId, bytes, grant, true, nanos);
        }

        void overwrite() {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
