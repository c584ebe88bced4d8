package dev.loopline.internal.engine;

import com.google.protobuf.MessageLite;
import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.internal.wire.EncodedMessage;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is larger than a frame: the message, and then its bytes. Those of a connection that are bytes have room for
 * {@value #MAX_CONNECTION_BYTES} together; an answer that finds none stays the message that its handler returned. So a peer
 * that makes calls and does not read costs no more than that, and takes nothing from other connections.
 *
 * <p>Made and encoded on threads of handlers, one after the other; handed over between them through the role.
 */
final class LargeAnswer {
    /** One answer is always let in, however large. */
    static final long MAX_CONNECTION_BYTES = 8 * 1024 * 1024;

    private final Object method;
    private final int sizeBytes;
    private final MessageMemory memory;
    private final HeapShare.Claim room;
    private @Nullable MessageLite message; // until it is encoded
    private @Nullable EncodedMessage encoded;
    private HeapShare.@Nullable Claim sending;

    /**
     * Keeps an answer.
     *
     * @param method for errors
     * @param connection what answers of this connection may take
     * @param memory what messages of all connections may take
     * @param onRoom called if there is room later, on the thread that made it
     */
    LargeAnswer(Object method, MessageLite message, HeapShare connection, MessageMemory memory, Runnable onRoom) {
        this.method = method;
        this.message = message;
        this.sizeBytes = message.getSerializedSize();
        this.memory = memory;
        this.room = connection.take(sizeBytes, onRoom);
    }

    boolean hasRoom() {
        return room.isGranted();
    }

    /** {@return what is sent, {@code null} before it is encoded} */
    @Nullable
    EncodedMessage encoded() {
        return encoded;
    }

    /**
     * Encodes it. Once, with room.
     *
     * @return why it cannot be sent, {@code null} if it can
     */
    @Nullable
    Status encode() {
        MessageLite unencoded = message;
        message = null;
        sending = memory.sending().tryTake(sizeBytes);
        if (unencoded == null || sending == null) {
            return refusal();
        }
        try {
            encoded = EncodedMessage.of(unencoded);
            return null;
        } catch (OutOfMemoryError e) {
            return Failures.outOfMemory("response of " + method, Certainty.EXECUTED, e);
        }
    }

    /** {@return that it cannot be sent now} */
    Status refusal() {
        return Failures.sendingFull("response of " + method, sizeBytes, Certainty.EXECUTED);
    }

    /** Its bytes are not needed any more, nor its room. Not while it is being encoded; later calls have no effect. */
    void release() {
        room.release();
        if (sending != null) {
            sending.release();
        }
    }
}
