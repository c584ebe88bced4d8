package dev.loopline.internal.engine;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;

/**
 * Finds how much memory a decoded message takes at most.
 *
 * <p>Byte fields, strings and lists of numbers are about as large in memory as on the wire. They are looked for, in a
 * bounded number of fields. Whatever else there is, or was not looked at, is taken to have grown as much as it can. So
 * the result is never too small, and for a picture or a sound with some properties it is little more than its size.
 */
final class DecodedSize {
    private static final int FIELDS = 64;
    private static final int WIRE_BYTES_PER_FIELD = 1024;
    private static final int NUMBER_BYTES = 16; // a long, in a list that has grown to twice its size

    private int fieldsLeft;
    private long plainWireBytes;
    private long plainBytes;

    private DecodedSize(int fieldsLeft) {
        this.fieldsLeft = fieldsLeft;
    }

    /**
     * Estimates a message.
     *
     * @param wireBytes its size on the wire
     * @return bytes in memory, at most {@link MessageMemory#whileDecoding}
     */
    static long of(MessageLite message, int wireBytes) {
        long all = MessageMemory.whileDecoding(wireBytes);
        if (!(message instanceof Message inspectable)) {
            return all;
        }
        DecodedSize size = new DecodedSize(FIELDS + wireBytes / WIRE_BYTES_PER_FIELD);
        size.add(inspectable);
        return Math.min(all, size.plainBytes + MessageMemory.whileDecoding(wireBytes - size.plainWireBytes));
    }

    private void add(Message message) {
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            if (--fieldsLeft <= 0) {
                return;
            }
            if (field.isRepeated()) {
                addRepeated(message, field);
            } else if (!field.hasPresence() || message.hasField(field)) {
                addValue(message.getField(field));
            }
        }
    }

    private void addRepeated(Message message, FieldDescriptor field) {
        if (field.isMapField()) {
            return; // cannot be looked at without being copied
        }
        int count = message.getRepeatedFieldCount(field);
        switch (field.getJavaType()) {
            case MESSAGE, BYTE_STRING, STRING -> {
                for (int i = 0; i < count && fieldsLeft > 0; i++) {
                    fieldsLeft--;
                    addValue(message.getRepeatedField(field, i));
                }
            }
            case FLOAT, INT, DOUBLE, LONG, BOOLEAN, ENUM -> {
                int wireBytes = wireBytesOfNumber(field);
                plainWireBytes += (long) wireBytes * count;
                plainBytes += (long) NUMBER_BYTES * count;
            }
        }
    }

    private static int wireBytesOfNumber(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case FLOAT -> Float.BYTES;
            case DOUBLE -> Double.BYTES;
            default -> 1; // or more
        };
    }

    private void addValue(Object value) {
        if (value instanceof Message nested) {
            add(nested);
        } else if (value instanceof ByteString bytes) {
            plainWireBytes += bytes.size();
            plainBytes += bytes.size();
        } else if (value instanceof String text) {
            plainWireBytes += text.length(); // characters are one byte on the wire or more, and two in memory or less
            plainBytes += 2L * text.length();
        }
    }
}
