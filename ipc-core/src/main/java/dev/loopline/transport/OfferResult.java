package dev.loopline.transport;

/** What became of a frame passed to {@link Transport#offer}. */
public enum OfferResult {
    /** The frame was copied and will be written unless the connection breaks first. */
    ACCEPTED,
    /** Too many bytes are waiting; nothing was copied. Offer again after {@link TransportListener#onWritable}. */
    BACK_PRESSURED,
    /** The transport is closing or closed; no later offer will succeed. */
    CLOSED
}
