package dev.loopline.internal.engine;

import com.google.protobuf.MessageLite;
import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.internal.wire.EncodedMessage;
import org.jspecify.annotations.Nullable;

/** A request that needs fragments: encoded on the caller's thread, so that the role need not do it. */
final class LargeRequest {
    private final EncodedMessage encoded;
    private final HeapShare.Claim claim;

    @Nullable
    OutboundMessage sending; // role only; null before and after

    private LargeRequest(EncodedMessage encoded, HeapShare.Claim claim) {
        this.encoded = encoded;
        this.claim = claim;
    }

    /**
     * Encodes a request.
     *
     * @param share what it counts against until {@link #free}
     * @throws dev.loopline.StatusException if there is no memory for it now
     */
    static LargeRequest of(MessageLite request, Object method, HeapShare share) {
        int size = request.getSerializedSize();
        HeapShare.Claim claim = share.tryTake(size);
        if (claim == null) {
            throw Failures.sendingFull("request of " + method, size, Certainty.NOT_EXECUTED)
                    .asException();
        }
        try {
            return new LargeRequest(EncodedMessage.of(request), claim);
        } catch (OutOfMemoryError e) {
            claim.release();
            Status status = Failures.outOfMemory("request of " + method, Certainty.NOT_EXECUTED, e);
            throw status.asException();
        }
    }

    EncodedMessage encoded() {
        return encoded;
    }

    /** Gives back its memory. Any thread, any number of times. */
    void free() {
        claim.release();
    }
}
