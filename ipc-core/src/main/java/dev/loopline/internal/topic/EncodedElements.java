package dev.loopline.internal.topic;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.Arrays;

/**
 * Messages that are encoded one behind the other, each as an element of one repeated field of the message that they leave in.
 * Its memory is used again. For one thread at a time.
 */
final class EncodedElements {
    private static final int FIRST_BYTES = 512;

    private final int field;
    private byte[] encoded = HubEvent.NOTHING;
    private int bytes;
    private int count;

    /** Writes the content of one element. */
    interface Element {
        /** Writes as many bytes as were said. */
        void writeTo(CodedOutputStream out) throws IOException;
    }

    /**
     * Makes an empty one.
     *
     * @param field number of the repeated field
     */
    EncodedElements(int field) {
        this.field = field;
    }

    /** {@return what an element takes with its tag and length} */
    int bytesWith(int ownBytes) {
        return CodedOutputStream.computeTagSize(field) + CodedOutputStream.computeUInt32SizeNoTag(ownBytes) + ownBytes;
    }

    /** Adds an element. */
    void add(int ownBytes, Element element) {
        int all = bytesWith(ownBytes);
        if (encoded.length - bytes < all) {
            encoded = Arrays.copyOf(encoded, Math.max(FIRST_BYTES, Math.max(2 * encoded.length, bytes + all)));
        }
        CodedOutputStream out = CodedOutputStream.newInstance(encoded, bytes, all);
        try {
            out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(ownBytes);
            element.writeTo(out);
            out.checkNoSpaceLeft();
        } catch (IOException | IllegalStateException e) {
            throw new IllegalStateException("an event did not fit its own size " + ownBytes, e);
        }
        bytes += all;
        count++;
    }

    /** {@return how many elements there are} */
    int count() {
        return count;
    }

    /** {@return what they take together} */
    int bytes() {
        return bytes;
    }

    void writeTo(CodedOutputStream out) throws IOException {
        out.write(encoded, 0, bytes);
    }

    void clear() {
        bytes = 0;
        count = 0;
    }
}
