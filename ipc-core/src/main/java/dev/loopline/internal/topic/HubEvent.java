package dev.loopline.internal.topic;

/**
 * An event, encoded once and shared by all subscriptions that it goes to. Nobody changes its arrays.
 *
 * <p>Any thread.
 *
 * @param topic what it was published to
 * @param key UTF-8, empty without one
 * @param payload the encoded message
 * @param retained whether it was kept for a subscription that came later
 */
@SuppressWarnings("ArrayRecordComponent") // shared, not copied; never compared
public record HubEvent(HubTopic topic, byte[] key, byte[] payload, boolean retained) {
    /** What an event costs in a queue beside its bytes: the object, two array headers, its place in the queue. */
    static final int OVERHEAD_BYTES = 80;

    static final byte[] NOTHING = new byte[0];

    /** {@return what it counts against limits in bytes} */
    public int costBytes() {
        return OVERHEAD_BYTES + key.length + payload.length;
    }

    /** {@return the same event for a subscription that came after it} */
    public HubEvent asRetained() {
        return new HubEvent(topic, key, payload, true);
    }
}
