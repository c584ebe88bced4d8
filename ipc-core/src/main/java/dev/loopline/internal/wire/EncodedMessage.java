package dev.loopline.internal.wire;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A message as it is sent, in pieces: its long byte fields stay where they are, everything else is encoded around them.
 *
 * <p>So what a message costs to encode does not depend on how long its byte fields are; they are copied once, into the
 * frames that carry them.
 *
 * <p>Immutable, as the message is.
 */
public final class EncodedMessage {
    /** Byte fields longer than this are not copied. The size of protobuf's buffer, which is what decides it. */
    static final int LONG_BYTES = 4 * 1024;

    /** A stretch of the message, from {@code begin} to {@code end}, and where its bytes are. */
    private static final class Piece {
        final byte[] bytes;
        final int offset;
        final int begin;
        final int end;

        Piece(byte[] bytes, int offset, int begin, int end) {
            this.bytes = bytes;
            this.offset = offset;
            this.begin = begin;
            this.end = end;
        }
    }

    private final List<Piece> pieces;
    private final int sizeBytes;

    private EncodedMessage(List<Piece> pieces, int sizeBytes) {
        this.pieces = pieces;
        this.sizeBytes = sizeBytes;
    }

    /**
     * Encodes a message.
     *
     * @param message what is sent
     * @return its encoded form, which shares the memory of the message
     */
    public static EncodedMessage of(MessageLite message) {
        int size = message.getSerializedSize();
        Collector collector = new Collector(size);
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(collector, LONG_BYTES);
            message.writeTo(out);
            out.flush();
        } catch (IOException e) {
            throw new IllegalStateException("message of " + message.getClass().getName() + ": cannot be encoded", e);
        }
        if (collector.written != size) {
            throw new IllegalStateException("message of " + message.getClass().getName() + ": " + collector.written
                    + " bytes (expected: its own size, " + size + ")");
        }
        return new EncodedMessage(collector.pieces, size);
    }

    /** {@return its size in bytes} */
    public int sizeBytes() {
        return sizeBytes;
    }

    /**
     * Copies a part of it.
     *
     * @param from index of the first byte
     * @param count how many bytes
     * @param target where to; its position moves past them
     */
    void copy(int from, int count, ByteBuffer target) {
        int at = from;
        int end = from + count;
        for (int i = indexOf(from); at < end; i++) {
            Piece piece = pieces.get(i);
            int part = Math.min(end, piece.end) - at;
            target.put(piece.bytes, piece.offset + at - piece.begin, part);
            at += part;
        }
    }

    private int indexOf(int position) {
        int low = 0;
        int high = pieces.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (pieces.get(middle).end <= position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Keeps what is long and copies the rest, since protobuf uses its buffer again. */
    private static final class Collector extends OutputStream {
        private static final int MAX_CHUNK_BYTES = 64 * 1024;

        final List<Piece> pieces = new ArrayList<>(4);
        int written;
        private final int size;
        private byte[] chunk = new byte[0];
        private int used; // of the chunk
        private int chunkBytes = 2 * LONG_BYTES;

        Collector(int size) {
            this.size = size;
        }

        @Override
        public void write(int single) {
            write(new byte[] {(byte) single}, 0, 1);
        }

        @Override
        public void write(byte[] source, int from, int count) {
            if (count > LONG_BYTES) {
                add(source, from, count);
                return;
            }
            if (count > chunk.length - used) {
                chunk = new byte[Math.max(count, Math.min(chunkBytes, size - written))];
                chunkBytes = Math.min(MAX_CHUNK_BYTES, 2 * chunkBytes);
                used = 0;
            }
            System.arraycopy(source, from, chunk, used, count);
            add(chunk, used, count);
            used += count;
        }

        private void add(byte[] source, int from, int count) {
            pieces.add(new Piece(source, from, written, written + count));
            written += count;
        }
    }
}
