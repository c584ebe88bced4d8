package dev.loopline.internal.engine;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import dev.loopline.internal.wire.EncodedMessage;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Encoded messages on their way from one thread to another, in a chain of chunks.
 *
 * <pre>
 *   chunk                                        chunk of its own
 *   +------------+---------+------------+-----   +-----------------+
 *   | length (4) | message | length (4) | ...    | a large message |
 *   +------------+---------+------------+-----   +-----------------+
 * </pre>
 *
 * <p>It sets no bound of its own: whoever puts has been granted credit. It holds no memory while it was never used, grows
 * its chunks from {@value #FIRST_CHUNK_BYTES} bytes to {@value #CHUNK_BYTES}, and uses the last that was emptied again.
 *
 * <p>One thread at a time puts, and one takes; each sees what the other did before.
 */
final class MessageQueue {
    /** Larger messages have memory of their own, so that their bytes are copied once less on each side. */
    static final int COPIED_BYTES = 16 * 1024;

    private static final int FIRST_CHUNK_BYTES = 1024;
    private static final int CHUNK_BYTES = 32 * 1024;
    private static final VarHandle LENGTH = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final byte[] NOTHING = new byte[0];

    /** Bytes, filled from the front. Once another follows, nothing is added to it. */
    private static final class Chunk {
        final byte[] bytes;
        final boolean large; // one message, without its length
        final @Nullable EncodedMessage encoded; // that message, if it is not in the bytes
        final boolean counted; // whether memory was taken for that message
        volatile int written;
        volatile @Nullable Chunk next;

        /** Makes one for several messages. */
        Chunk(byte[] bytes) {
            this.bytes = bytes;
            this.large = false;
            this.encoded = null;
            this.counted = false;
        }

        /** Makes one for a large message. */
        Chunk(byte[] bytes, @Nullable EncodedMessage encoded, boolean counted) {
            this.bytes = bytes;
            this.large = true;
            this.encoded = encoded;
            this.counted = counted;
            this.written = encoded == null ? bytes.length : encoded.sizeBytes();
        }
    }

    private final AtomicReference<@Nullable Chunk> spare = new AtomicReference<>();
    private Chunk tail = new Chunk(NOTHING); // of the one who puts
    private int nextChunkBytes = FIRST_CHUNK_BYTES; // of the one who puts
    private Chunk head = tail; // of the one who takes, as all below
    private int at;
    private int readable; // of the head, as it was seen last: looking again makes the two threads' processors exchange
    // memory
    private int offset;
    private int length;

    // ---- the one who puts

    /** Adds a message, encoding it in place. */
    void put(MessageLite message, int sizeBytes) {
        Chunk chunk = roomFor(sizeBytes);
        int from = chunk.written + Integer.BYTES;
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(chunk.bytes, from, sizeBytes);
            message.writeTo(out);
            out.checkNoSpaceLeft();
        } catch (IOException | IllegalStateException e) {
            throw new IllegalStateException(
                    "message of " + message.getClass().getName() + ": did not fit its own size " + sizeBytes, e);
        }
        publish(chunk, sizeBytes);
    }

    /** Adds a message that is encoded already; the buffer's position does not move. */
    void put(ByteBuffer message) {
        int size = message.remaining();
        Chunk chunk = roomFor(size);
        message.get(message.position(), chunk.bytes, chunk.written + Integer.BYTES, size);
        publish(chunk, size);
    }

    /** Adds a message that stays in its own pieces. */
    void putLarge(EncodedMessage message) {
        append(new Chunk(NOTHING, message, false));
    }

    /**
     * Adds a message that keeps its own array, not to be changed any more.
     *
     * @param counted whether memory was taken for it, for {@link #isCounted}
     */
    void putLarge(byte[] message, boolean counted) {
        append(new Chunk(message, null, counted));
    }

    private Chunk roomFor(int sizeBytes) {
        Chunk last = tail;
        if (last.large || last.bytes.length - last.written < Integer.BYTES + sizeBytes) {
            last = newChunk(Integer.BYTES + sizeBytes);
            append(last);
        }
        return last;
    }

    private Chunk newChunk(int minBytes) {
        Chunk kept = spare.getAndSet(null);
        if (kept != null && kept.bytes.length >= minBytes) {
            return kept;
        }
        int size = Math.max(nextChunkBytes, minBytes);
        nextChunkBytes = Math.min(CHUNK_BYTES, 2 * nextChunkBytes);
        return new Chunk(new byte[size]);
    }

    private void append(Chunk chunk) {
        tail.next = chunk;
        tail = chunk;
    }

    private static void publish(Chunk chunk, int sizeBytes) {
        int from = chunk.written;
        LENGTH.set(chunk.bytes, from, sizeBytes);
        chunk.written = from + Integer.BYTES + sizeBytes;
    }

    // ---- the one who takes

    /**
     * Looks at the first message; it stays the first until {@link #advance}.
     *
     * @return whether there is one
     */
    boolean peek() {
        while (true) {
            Chunk chunk = head;
            if (at < readable || at < (readable = chunk.written)) {
                offset = chunk.large ? 0 : at + Integer.BYTES;
                length = chunk.large ? readable : (int) LENGTH.get(chunk.bytes, at);
                return true;
            }
            Chunk next = chunk.next;
            if (next == null) {
                return false;
            }
            if (at == chunk.written) { // looked at again: the last message may have come just before the next chunk
                head = next;
                at = 0;
                readable = 0;
                keep(chunk);
            }
        }
    }

    /** {@return whether no other message follows the one looked at, as far as can be seen} */
    boolean isLast() {
        Chunk chunk = head;
        return offset + length == chunk.written && chunk.next == null;
    }

    /** {@return whether the message looked at has memory of its own, which nobody changes} */
    boolean isLarge() {
        return head.large;
    }

    /** {@return whether memory was taken for the message looked at} */
    boolean isCounted() {
        return head.counted;
    }

    /** {@return the message looked at, if it was put in in pieces} */
    @Nullable
    EncodedMessage encoded() {
        return head.encoded;
    }

    /** {@return what holds the message looked at, if it was not; valid until {@link #advance}} */
    byte[] array() {
        return head.bytes;
    }

    /** {@return where in the array it begins} */
    int offset() {
        return offset;
    }

    /** {@return its size in bytes} */
    int length() {
        return length;
    }

    /** Takes the message that was looked at. */
    void advance() {
        at = offset + length;
    }

    private void keep(Chunk emptied) {
        if (!emptied.large && emptied.bytes.length >= CHUNK_BYTES) {
            emptied.next = null;
            emptied.written = 0;
            spare.set(emptied);
        }
    }
}
