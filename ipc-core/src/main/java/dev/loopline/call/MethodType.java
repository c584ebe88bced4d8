package dev.loopline.call;

/**
 * How many messages go each way in a call.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum MethodType {
    /** One request, one response. */
    UNARY(false, false),
    /** One request, any number of responses. */
    SERVER_STREAMING(false, true),
    /** Any number of requests, one response. */
    CLIENT_STREAMING(true, false),
    /** Any number of messages each way, independent of each other. */
    BIDI_STREAMING(true, true);

    private final boolean streamsRequests;
    private final boolean streamsResponses;

    MethodType(boolean streamsRequests, boolean streamsResponses) {
        this.streamsRequests = streamsRequests;
        this.streamsResponses = streamsResponses;
    }

    /** {@return whether the caller sends any number of messages, rather than one} */
    public boolean streamsRequests() {
        return streamsRequests;
    }

    /** {@return whether the serving side sends any number of messages, rather than one} */
    public boolean streamsResponses() {
        return streamsResponses;
    }
}
