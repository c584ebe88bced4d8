package dev.loopline.internal.handshake;

import dev.loopline.endpoint.Credential;
import dev.loopline.endpoint.Token;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The tokens with which a server lets clients in: the one that is published, and for a while those that it replaced.
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
    private List<Entry> entries; // guarded by this; the newest last

    /**
     * Makes a table of one token.
     *
     * @param first what is published first
     * @param nanoClock tells when tokens end
     */
    public TokenTable(Credential first, LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.entries = List.of(Entry.of(first));
    }

    @Override
    public synchronized @Nullable Token find(long tokenId) {
        for (Entry entry : entries) {
            if (entry.tokenId == tokenId && !hasEnded(entry)) {
                return Token.of(entry.bytes);
            }
        }
        return null;
    }

    private boolean hasEnded(Entry entry) {
        return entry.ends && nanoClock.getAsLong() - entry.endNanos >= 0;
    }

    /**
     * Takes a new token from now on, beside those that are there.
     *
     * @param credential the new one
     */
    public synchronized void add(Credential credential) {
        List<Entry> next = new ArrayList<>(entries);
        if (next.size() > MAX_FORMER) {
            next.remove(0).overwrite();
        }
        next.add(Entry.of(credential));
        entries = List.copyOf(next);
    }

    /**
     * Lets a token end.
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

    /** Overwrites the tokens that have ended. */
    public synchronized void overwriteEnded() {
        entries.stream().filter(this::hasEnded).forEach(Entry::overwrite);
        entries = entries.stream().filter(entry -> !hasEnded(entry)).toList();
    }

    /** Overwrites all tokens: nobody is let in any more. */
    public synchronized void clear() {
        entries.forEach(Entry::overwrite);
        entries = List.of();
    }

    /** {@return how many tokens are kept, the published one among them} */
    public synchronized int size() {
        return entries.size();
    }

    private static final class Entry {
        private final long tokenId;
        private final byte[] bytes;
        private final boolean ends;
        private final long endNanos; // if it ends

        private Entry(long tokenId, byte[] bytes, boolean ends, long endNanos) {
            this.tokenId = tokenId;
            this.bytes = bytes;
            this.ends = ends;
            this.endNanos = endNanos;
        }

        static Entry of(Credential credential) {
            return new Entry(credential.tokenId(), credential.token().bytes(), false, 0);
        }

        Entry ending(long nanos) {
            return new Entry(tokenId, bytes, true, nanos);
        }

        void overwrite() {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
