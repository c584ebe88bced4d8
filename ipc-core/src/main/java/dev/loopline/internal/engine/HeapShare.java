package dev.loopline.internal.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of the heap that messages of all connections share, given out in the order in which it was asked for.
 *
 * <p>Nothing is allocated here: it is counted. A claim that is alone is always granted, however large it is, so that one
 * permitted message always gets through.
 *
 * <p>What is needed for a short time, at worst, can afterwards be {@linkplain Claim#keep kept} in part. As much again is
 * there for that; once it is used up nothing is granted until some of it is released.
 *
 * <p>Any thread. Small messages do not come here, so the lock is seldom contended.
 */
final class HeapShare {
    private final long maxBytes;
    private final Deque<Claim> waiting = new ArrayDeque<>(); // guarded by this
    private long takenBytes; // guarded by this
    private long keptBytes; // guarded by this

    HeapShare(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    long maxBytes() {
        return maxBytes;
    }

    /** Claims some memory at once; {@code null} if there is not enough, or others wait for it. */
    synchronized @Nullable Claim tryTake(long bytes) {
        return waiting.isEmpty() && fits(bytes) ? granted(bytes) : null;
    }

    /**
     * Claims some memory, now or as soon as others have released theirs. How many can wait is bounded by what the waiting
     * messages have taken of another share.
     *
     * @param onGranted called if and when it is granted later, once, on the thread that released some
     */
    synchronized Claim take(long bytes, Runnable onGranted) {
        Claim now = tryTake(bytes);
        if (now != null) {
            return now;
        }
        Claim later = new Claim(bytes, onGranted);
        waiting.add(later);
        return later;
    }

    /** {@return what is granted and not released, kept or not} */
    synchronized long usedBytes() {
        return takenBytes + keptBytes;
    }

    synchronized int waiting() {
        return waiting.size();
    }

    private boolean fits(long bytes) {
        return keptBytes < maxBytes && (takenBytes == 0 || takenBytes + bytes <= maxBytes);
    }

    private Claim granted(long bytes) {
        Claim claim = new Claim(bytes, () -> {});
        claim.granted = true;
        takenBytes += bytes;
        return claim;
    }

    private List<Claim> grantNext() {
        List<Claim> next = new ArrayList<>(0);
        for (Claim claim = waiting.peek(); claim != null && fits(claim.bytes); claim = waiting.peek()) {
            waiting.remove();
            claim.granted = true;
            takenBytes += claim.bytes;
            next.add(claim);
        }
        return next;
    }

    /** Memory that was asked for: granted, or waited for. */
    final class Claim {
        private final Runnable onGranted;
        private long bytes; // guarded by the share, as all below
        private boolean granted;
        private boolean kept;
        private boolean released;

        private Claim(long bytes, Runnable onGranted) {
            this.bytes = bytes;
            this.onGranted = onGranted;
        }

        boolean isGranted() {
            synchronized (HeapShare.this) {
                return granted;
            }
        }

        /** Keeps some of what was granted until it is released, and gives back the rest. Once. */
        void keep(long someBytes) {
            List<Claim> next;
            synchronized (HeapShare.this) {
                if (released || kept || !granted) {
                    return;
                }
                takenBytes -= bytes;
                keptBytes += someBytes;
                bytes = someBytes;
                kept = true;
                next = grantNext();
            }
            tell(next);
        }

        /** Gives back what was granted, or waits no more. Later calls have no effect. */
        void release() {
            List<Claim> next;
            synchronized (HeapShare.this) {
                if (released) {
                    return;
                }
                released = true;
                if (kept) {
                    keptBytes -= bytes;
                } else if (granted) {
                    takenBytes -= bytes;
                } else {
                    waiting.remove(this);
                }
                next = grantNext();
            }
            tell(next);
        }

        /** Not under the lock, since who is told may come back here. */
        private static void tell(List<Claim> granted) {
            granted.forEach(claim -> claim.onGranted.run());
        }
    }
}
