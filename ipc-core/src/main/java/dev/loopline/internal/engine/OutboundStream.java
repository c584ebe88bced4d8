package dev.loopline.internal.engine;

/** Told by {@link Outbound} how far a stream's message has come. Called in the role. */
interface OutboundStream {
    /** The first byte was handed to the transport: from now on the peer may see it. */
    void onFirstByteSent();

    /** All of the message was handed to the transport. */
    void onMessageSent();
}
