package dev.loopline.internal.engine;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.loopline.CallLimits;
import dev.loopline.call.Metadata;
import dev.loopline.internal.wire.FrameHeader;
import dev.loopline.proto.wire.v1.CallHeaders;
import dev.loopline.proto.wire.v1.MetadataEntry;
import java.nio.ByteBuffer;
import java.util.List;

/** Reads the call headers at the head of a CALL frame, which a peer may have filled with anything. */
final class CallHead {
    private CallHead() {}

    /**
     * Finds the encoded headers of a frame that says that it has some.
     *
     * @throws ProtocolException if they are said to be longer than the frame
     */
    static ByteBuffer encodedHeaders(ByteBuffer frame, long streamId) {
        int at = frame.position() + FrameHeader.BYTES;
        int left = frame.remaining() - FrameHeader.BYTES - Short.BYTES;
        int size = left < 0 ? 0 : Short.toUnsignedInt(frame.getShort(at));
        if (size > left) {
            throw new ProtocolException("stream " + streamId + ": call headers of " + size
                    + " bytes (expected: at most the " + left + " in the frame)");
        }
        return frame.slice(at + Short.BYTES, size);
    }

    /**
     * Reads the metadata.
     *
     * @throws dev.loopline.StatusException if it cannot be read, is too much, or could harm a log
     */
    static Metadata metadata(ByteBuffer encoded, CallLimits limits) {
        return metadata(parse(encoded).getMetadataList(), limits);
    }

    /**
     * Reads metadata that was parsed.
     *
     * @throws dev.loopline.StatusException if it is too much, or could harm a log
     */
    static Metadata metadata(List<MetadataEntry> entries, CallLimits limits) {
        if (entries.size() > limits.maxMetadataEntries()) {
            throw Failures.badMetadata("metadata entries: " + entries.size() + " (expected: at most "
                            + limits.maxMetadataEntries() + ")")
                    .asException();
        }
        Metadata metadata = Metadata.EMPTY;
        for (MetadataEntry entry : entries) {
            String problem = Metadata.problemWith(entry.getKey(), entry.getValue());
            if (problem != null) {
                throw Failures.badMetadata(problem).asException();
            }
            metadata = metadata.with(entry.getKey(), entry.getValue());
            if (metadata.sizeBytes() > limits.maxMetadataBytes()) {
                throw Failures.badMetadata("metadata bytes: " + metadata.sizeBytes() + " or more (expected: at most "
                                + limits.maxMetadataBytes() + ")")
                        .asException();
            }
        }
        return metadata;
    }

    private static CallHeaders parse(ByteBuffer encoded) {
        try {
            return CallHeaders.parseFrom(encoded);
        } catch (InvalidProtocolBufferException e) {
            throw Failures.badMetadata("call headers: not a valid message: " + e.getMessage())
                    .asException();
        }
    }
}
