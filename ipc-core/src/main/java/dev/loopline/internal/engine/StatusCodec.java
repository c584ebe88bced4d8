package dev.loopline.internal.engine;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.call.Metadata;
import dev.loopline.call.MethodType;
import dev.loopline.internal.wire.FrameHeader;
import dev.loopline.proto.wire.v1.CallHeaders;
import dev.loopline.proto.wire.v1.CallStatus;
import dev.loopline.proto.wire.v1.Declare;
import dev.loopline.proto.wire.v1.GoAway;
import dev.loopline.proto.wire.v1.MetadataEntry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Turns statuses and metadata into what the wire carries, and back. */
final class StatusCodec {
    /** Longest reason and message that are sent and shown, in characters. */
    static final int MAX_REASON_CHARS = 64;

    static final int MAX_MESSAGE_CHARS = 2048;

    /** What a status takes in a frame at most, beside metadata: three bytes for each character, and the tags. */
    static final int MAX_STATUS_BYTES = 3 * (MAX_REASON_CHARS + MAX_MESSAGE_CHARS) + 32;

    private static final byte[] NOTHING = new byte[0];

    private StatusCodec() {}

    /** Encodes a failure. */
    static CallStatus encode(Status status, Metadata trailers) {
        return CallStatus.newBuilder()
                .addAllMetadata(entries(trailers))
                .setCode(status.code().number())
                .setReason(limited(status.reason(), MAX_REASON_CHARS))
                .setMessage(limited(status.message(), MAX_MESSAGE_CHARS))
                .setCertainty(
                        switch (status.certainty()) {
                            case NOT_EXECUTED -> dev.loopline.proto.wire.v1.Certainty.NOT_EXECUTED;
                            case UNKNOWN -> dev.loopline.proto.wire.v1.Certainty.UNKNOWN;
                            case EXECUTED -> dev.loopline.proto.wire.v1.Certainty.EXECUTED;
                        })
                .build();
    }

    /** Encodes the end of a call that ends well. */
    static CallStatus encodeEnd(Metadata trailers) {
        return CallStatus.newBuilder().addAllMetadata(entries(trailers)).build();
    }

    static dev.loopline.proto.wire.v1.MethodType encode(MethodType type) {
        return switch (type) {
            case UNARY -> dev.loopline.proto.wire.v1.MethodType.UNARY;
            case SERVER_STREAMING -> dev.loopline.proto.wire.v1.MethodType.SERVER_STREAMING;
            case CLIENT_STREAMING -> dev.loopline.proto.wire.v1.MethodType.CLIENT_STREAMING;
            case BIDI_STREAMING -> dev.loopline.proto.wire.v1.MethodType.BIDI_STREAMING;
        };
    }

    static Status decode(CallStatus status) {
        StatusCode code = StatusCode.ofNumber(status.getCode());
        String reason = status.getReason();
        if (code == StatusCode.OK) {
            code = StatusCode.INTERNAL;
            reason = "PROTOCOL_ERROR";
        } else if (code == StatusCode.UNKNOWN && status.getCode() != StatusCode.UNKNOWN.number() && reason.isEmpty()) {
            reason = "STATUS_CODE_" + Integer.toUnsignedString(status.getCode());
        }
        return new Status(
                code,
                printable(limited(reason, MAX_REASON_CHARS)),
                printable(limited(status.getMessage(), MAX_MESSAGE_CHARS)),
                certainty(status.getCertainty()),
                null);
    }

    private static Certainty certainty(dev.loopline.proto.wire.v1.Certainty certainty) {
        return switch (certainty) {
            case NOT_EXECUTED -> Certainty.NOT_EXECUTED;
            case EXECUTED -> Certainty.EXECUTED;
            case UNKNOWN, CERTAINTY_UNSPECIFIED, UNRECOGNIZED -> Certainty.UNKNOWN;
        };
    }

    static GoAway goAway(long lastStreamId, int code, String reason, String message) {
        return GoAway.newBuilder()
                .setLastStreamId(lastStreamId)
                .setCode(code)
                .setReason(reason)
                .setMessage(limited(message, MAX_MESSAGE_CHARS))
                .build();
    }

    static String describe(GoAway goAway) {
        if (goAway.getCode() == 0) {
            return "the peer ends the connection";
        }
        return "the peer ends the connection: " + printable(limited(goAway.getReason(), MAX_REASON_CHARS)) + ": "
                + printable(limited(goAway.getMessage(), MAX_MESSAGE_CHARS));
    }

    static byte[] encodeHeaders(Metadata metadata) {
        if (metadata.isEmpty()) {
            return NOTHING;
        }
        return CallHeaders.newBuilder()
                .addAllMetadata(entries(metadata))
                .build()
                .toByteArray();
    }

    private static List<MetadataEntry> entries(Metadata metadata) {
        List<MetadataEntry> entries = new ArrayList<>(metadata.entries().size());
        for (Map.Entry<String, String> entry : metadata.entries()) {
            entries.add(MetadataEntry.newBuilder()
                    .setKey(entry.getKey())
                    .setValue(entry.getValue())
                    .build());
        }
        return entries;
    }

    static <M> M body(com.google.protobuf.Parser<M> parser, ByteBuffer frame, String what) {
        try {
            return parser.parseFrom(
                    frame.slice(frame.position() + FrameHeader.BYTES, frame.remaining() - FrameHeader.BYTES));
        } catch (InvalidProtocolBufferException e) {
            throw new ProtocolException(what + " frame: not a valid message: " + e.getMessage());
        }
    }

    static Declare declaration(ByteBuffer frame) {
        return body(Declare.parser(), frame, "DECLARE");
    }

    /** Replaces what could forge lines in a log or move a terminal's cursor. */
    static String printable(String text) {
        StringBuilder clean = null;
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                clean = clean == null ? new StringBuilder(text) : clean;
                clean.setCharAt(i, '\uFFFD');
            }
        }
        return clean == null ? text : clean.toString();
    }

    private static String limited(String text, int maxChars) {
        return text.length() <= maxChars ? text : text.substring(0, maxChars - 3) + "...";
    }
}
