package dev.loopline.topic;

/**
 * An event as a subscription receives it.
 *
 * <p><b>Threading:</b> immutable, as far as the message is.
 *
 * @param <T> the messages
 * @param topic the name of the topic that it was published to
 * @param type full name of its protobuf type, {@code photo.v1.Progress}
 * @param key the key that it was published with, empty without one
 * @param isRetained whether it was published before the subscription stood, and kept for those that come later
 * @param message what was published
 */
public record TopicEvent<T>(String topic, String type, String key, boolean isRetained, T message) {}
