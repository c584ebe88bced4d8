package dev.loopline.topic;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A name that events are published to, and the type that they have. Generated from a message with the option
 * {@code loopline.topic}, or made here.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param <T> the events
 */
public final class Topic<T extends MessageLite> {
    /** Most characters of a name or pattern. */
    public static final int MAX_NAME_LENGTH = TopicNames.MAX_LENGTH;

    /** Most levels of a name or pattern. */
    public static final int MAX_LEVELS = TopicNames.MAX_LEVELS;

    /** Most bytes of UTF-8 of a key. */
    public static final int MAX_KEY_BYTES = 255;

    private final String name;
    private final T prototype;
    private final boolean retained;
    private final @Nullable Function<? super T, String> key;

    private Topic(String name, T prototype, boolean retained, @Nullable Function<? super T, String> key) {
        this.name = name;
        this.prototype = prototype;
        this.retained = retained;
        this.key = key;
    }

    /**
     * Makes a topic.
     *
     * @param <T> the events
     * @param name levels of {@code [A-Za-z0-9_-]} joined by dots, {@code photo.progress}; at most
     *     {@value #MAX_NAME_LENGTH} characters and {@value #MAX_LEVELS} levels
     * @param prototype {@code Progress.getDefaultInstance()}
     * @return the topic
     * @throws IllegalArgumentException if the name is none
     */
    public static <T extends MessageLite> Topic<T> of(String name, T prototype) {
        return new Topic<>(
                TopicNames.requireName(requireNonNull(name, "name")),
                requireNonNull(prototype, "prototype"),
                false,
                null);
    }

    /**
     * {@return whether a text can be the name of a topic}
     *
     * @param text any
     */
    public static boolean isValidName(String text) {
        return TopicNames.isName(text);
    }

    /**
     * {@return a text that is one level of a name}
     *
     * @param parameter what the level is, for an error
     * @param text one or more of {@code [A-Za-z0-9_-]}
     * @throws IllegalArgumentException if the text is no level, or more than one
     */
    public static String level(String parameter, String text) {
        return TopicNames.requireLevel(parameter, requireNonNull(text, parameter));
    }

    /**
     * {@return the same topic, whose last event the hub keeps for subscriptions that ask for it
     * ({@link SubscriptionOptions#withRetained}); with keys, the last event of each}
     */
    public Topic<T> retained() {
        return new Topic<>(name, prototype, true, key);
    }

    /**
     * {@return the same topic, whose events have keys: {@link OverflowPolicy#CONFLATE} and {@link #retained} keep the last
     * event of each}
     *
     * @param keyOf gives the key of an event, of at most {@value #MAX_KEY_BYTES} bytes of UTF-8; called by
     *     whoever publishes
     */
    public Topic<T> keyedBy(Function<? super T, String> keyOf) {
        return new Topic<>(name, prototype, retained, requireNonNull(keyOf, "keyOf"));
    }

    /** {@return the name} */
    public String name() {
        return name;
    }

    /** {@return the default instance of the events} */
    public T prototype() {
        return prototype;
    }

    /** {@return the full name of the protobuf type of the events, {@code photo.v1.Progress}} */
    public String type() {
        return typeOf(prototype);
    }

    /** {@return whether the hub keeps the last event} */
    public boolean isRetained() {
        return retained;
    }

    /**
     * {@return the key of an event, empty without one}
     *
     * @param event one of this topic
     */
    public String keyOf(T event) {
        return key == null ? "" : requireNonNull(key.apply(event), "key");
    }

    /** {@return a pattern that only this topic matches} */
    public TopicPattern<T> asPattern() {
        return TopicPattern.of(name, prototype);
    }

    static String typeOf(MessageLite prototype) {
        if (prototype instanceof Message message) {
            return message.getDescriptorForType().getFullName();
        }
        return prototype.getClass().getName(); // a lite message has no descriptor; both sides must be Java then
    }

    @Override
    public String toString() {
        return "topic " + name + " of " + type();
    }
}
