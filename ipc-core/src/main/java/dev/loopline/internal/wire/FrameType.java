package dev.loopline.internal.wire;

import org.jspecify.annotations.Nullable;

/**
 * The kinds of frames of version 1, those of later steps included. A type with bit 7 set is optional: a receiver that
 * does not know it skips the frame. Any other unknown type ends the connection.
 */
public enum FrameType {
    /** Opens a stream and carries the first request. {@code method}: its number; {@code value}: remaining time in ms. */
    CALL(0x01),
    /** Carries a further message, or the response. */
    MESSAGE(0x02),
    /** Goes on with the message that the stream's last frame began. */
    FRAGMENT(0x03),
    /** Ends a stream with a failure. Sent by the side that serves. Body: {@code CallStatus}. */
    STATUS(0x04),
    /** Ends a stream because the caller gave up. {@code value}: number of a status code. */
    CANCEL(0x05),
    /** Lets the peer send more on a stream. {@code value}: how many bytes more. */
    CREDIT(0x06),
    /** Asks for a {@link #PONG} with the same body, 8 bytes. */
    PING(0x07),
    /** Answers a {@link #PING}. */
    PONG(0x08),
    /** The sender will end the connection. Body: {@code GoAway}. */
    GOAWAY(0x09),
    /** Gives a method name a number. {@code method}: the number. Body: {@code Declare}. */
    DECLARE(0x0A),
    /** Topics: asks for events. */
    SUBSCRIBE(0x10),
    /** Topics: confirms a subscription. */
    SUBSCRIBED(0x11),
    /** Topics: ends a subscription. */
    UNSUBSCRIBE(0x12),
    /** Topics: hands an event to the hub. */
    PUBLISH(0x13),
    /** Topics: confirms a published event. */
    PUBLISHED(0x14),
    /** Topics: delivers an event. */
    EVENT(0x15),
    /** Topics: tells how many events were lost at this place. */
    GAP(0x16),
    /** Topics: tells who came and went. */
    PRESENCE(0x17);

    /** Bit of a type code that says that it may be skipped. */
    public static final int OPTIONAL_BIT = 0x80;

    private static final @Nullable FrameType[] BY_CODE = new FrameType[256];

    static {
        for (FrameType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;

    FrameType(int code) {
        this.code = code;
    }

    /** {@return the number that stands for this type on the wire} */
    public int code() {
        return code;
    }

    /**
     * Finds a type by its number.
     *
     * @param code 0 to 255
     * @return {@code null} if this version has none of that number
     */
    public static @Nullable FrameType ofCode(int code) {
        return BY_CODE[code];
    }
}
