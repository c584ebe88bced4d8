package dev.loopline.internal.engine;

/** How the credit of streams is counted (docs/protocol.md, section 6). Both sides must count alike. */
final class StreamCredit {
    /** Bytes that may be sent on a stream before the receiver has granted any. */
    static final int INITIAL_BYTES = 16 * 1024;

    /** What a message costs beside its own size, so that empty ones are not free. */
    static final int MESSAGE_OVERHEAD_BYTES = 16;

    /**
     * Credit with which any message may be begun, however large. A receiver whose application has taken everything grants
     * at least this.
     */
    static final int BEGIN_BYTES = INITIAL_BYTES / 2;

    /** Up to which a stream that is always empty has its window raised: what a loopback connection moves in some 500 us. */
    static final int MAX_WINDOW_BYTES = 1024 * 1024;

    private StreamCredit() {}
}
