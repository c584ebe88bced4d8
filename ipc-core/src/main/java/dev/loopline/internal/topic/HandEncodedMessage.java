package dev.loopline.internal.topic;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * A protobuf message that is encoded by hand, so that the event in it is encoded in place when it leaves and decoded in
 * place when it arrives. What is on the wire is what {@code loopline/hub/v1/hub.proto} says.
 *
 * <p>It has no builder and no default instance; the engine needs neither.
 */
abstract class HandEncodedMessage implements MessageLite {
    @Override
    public final byte[] toByteArray() {
        byte[] bytes = new byte[getSerializedSize()];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException("an array of the message's own size is too small for it", e);
        }
        out.checkNoSpaceLeft();
        return bytes;
    }

    @Override
    public final ByteString toByteString() {
        return ByteString.copyFrom(toByteArray());
    }

    @Override
    public final void writeTo(OutputStream output) throws IOException {
        output.write(toByteArray());
    }

    @Override
    public final void writeDelimitedTo(OutputStream output) throws IOException {
        CodedOutputStream out = CodedOutputStream.newInstance(output);
        out.writeUInt32NoTag(getSerializedSize());
        writeTo(out);
        out.flush();
    }

    @Override
    public final boolean isInitialized() {
        return true;
    }

    @Override
    public final MessageLite getDefaultInstanceForType() {
        throw noBuilder();
    }

    @Override
    public final Builder newBuilderForType() {
        throw noBuilder();
    }

    @Override
    public final Builder toBuilder() {
        throw noBuilder();
    }

    private UnsupportedOperationException noBuilder() {
        return new UnsupportedOperationException(getClass().getSimpleName() + " is made by its constructor");
    }
}
