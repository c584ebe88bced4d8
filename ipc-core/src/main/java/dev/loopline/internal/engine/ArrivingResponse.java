package dev.loopline.internal.engine;

import dev.loopline.call.Metadata;
import dev.loopline.internal.engine.Reassembly.Assembly;
import org.jspecify.annotations.Nullable;

/**
 * The response of a unary call that does not come and go in one frame: it is large, or metadata follows it, or it waits for memory
 * to be decoded in.
 *
 * <p>Used in the connection's role only.
 */
final class ArrivingResponse {
    /** Its fragments, as long as more of them come. */
    @Nullable
    Assembly fragments;

    private byte @Nullable [] whole; // until the end of the call has arrived
    private Metadata trailers = Metadata.EMPTY;
    private @Nullable DecodeTurn turn; // for which it waits
    private @Nullable Runnable onDecoded; // frees its bytes

    /** Keeps it until the end of the call has arrived. */
    void keep(byte[] bytes, @Nullable Runnable whenDecoded) {
        whole = bytes;
        onDecoded = whenDecoded;
    }

    /** The end of the call has arrived; returns what was kept for it. */
    byte @Nullable [] takeKept(Metadata sent) {
        byte[] kept = whole;
        whole = null;
        trailers = sent;
        return kept;
    }

    /** {@return what frees the bytes that were kept} */
    Runnable takeOnDecoded() {
        Runnable taken = onDecoded;
        onDecoded = null;
        return taken == null ? () -> {} : taken;
    }

    /** It has arrived and cannot be decoded yet. */
    void awaitTurn(DecodeTurn toCome, Runnable whenDecoded) {
        turn = toCome;
        onDecoded = whenDecoded;
    }

    /** {@return whether all of it has arrived} */
    boolean isWhole() {
        return turn != null || whole != null;
    }

    Metadata trailers() {
        return trailers;
    }

    /** Gives back the memory that was counted for it. */
    void free() {
        if (turn != null) {
            turn.end();
            turn = null;
        }
        if (onDecoded != null) {
            onDecoded.run();
            onDecoded = null;
        }
    }
}
