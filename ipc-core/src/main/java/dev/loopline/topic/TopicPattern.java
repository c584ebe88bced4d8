package dev.loopline.topic;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;

/**
 * Names of topics to subscribe to: {@code *} stands for one level, {@code >} at the end for one or more.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param <T> what events are decoded to
 */
public final class TopicPattern<T> {
    private final String text;
    private final String type;
    private final Decoder<T> decoder;

    /**
     * Decodes events.
     *
     * @param <T> what they are decoded to
     */
    interface Decoder<T> {
        T decode(CodedInputStream in) throws IOException;
    }

    private TopicPattern(String text, String type, Decoder<T> decoder) {
        this.text = TopicNames.requirePattern(requireNonNull(text, "text"));
        this.type = type;
        this.decoder = decoder;
    }

    /**
     * Makes a pattern of topics that all have events of one type.
     *
     * @param <T> the events
     * @param text {@code photo.progress.*}, {@code photo.>}, or a name
     * @param prototype {@code Progress.getDefaultInstance()}
     * @return the pattern
     * @throws IllegalArgumentException if the text is neither a pattern nor a name
     */
    @SuppressWarnings("unchecked") // a prototype's parser parses messages of its own type
    public static <T extends MessageLite> TopicPattern<T> of(String text, T prototype) {
        Parser<T> parser = (Parser<T>) prototype.getParserForType();
        return new TopicPattern<>(text, Topic.typeOf(prototype), parser::parseFrom);
    }

    /**
     * Makes a pattern of topics of any type, whose events are not decoded. {@link TopicEvent#type} says what they are.
     *
     * @param text {@code photo.>}
     * @return the pattern
     * @throws IllegalArgumentException if the text is neither a pattern nor a name
     */
    public static TopicPattern<ByteString> ofAnyType(String text) {
        return new TopicPattern<>(
                text, "", in -> UnsafeByteOperations.unsafeWrap(in.readRawBytes(in.getBytesUntilLimit())));
    }

    /**
     * {@return whether a text can be a pattern}
     *
     * @param text any
     */
    public static boolean isValid(String text) {
        return TopicNames.isPattern(text);
    }

    /** {@return the full name of the protobuf type of the events, empty for any} */
    public String type() {
        return type;
    }

    /** {@return the pattern} */
    public String text() {
        return text;
    }

    /**
     * {@return whether a topic is among those of this pattern}
     *
     * @param name of the topic
     */
    public boolean matches(String name) {
        String[] wanted = text.split("\\.", -1);
        String[] levels = name.split("\\.", -1);
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].equals(">")) {
                return levels.length > i;
            }
            if (i >= levels.length || !(wanted[i].equals("*") || wanted[i].equals(levels[i]))) {
                return false;
            }
        }
        return levels.length == wanted.length;
    }

    /**
     * {@return whether every topic of another pattern is one of this pattern too}
     *
     * @param other the pattern that may be narrower
     */
    public boolean covers(TopicPattern<?> other) {
        String[] wide = text.split("\\.", -1);
        String[] narrow = other.text.split("\\.", -1);
        for (int i = 0; i < wide.length; i++) {
            if (wide[i].equals(">")) {
                return narrow.length > i;
            }
            // What stands for any number of levels is covered only by the like, and '*' by no name of a level.
            if (i >= narrow.length || narrow[i].equals(">") || !(wide[i].equals("*") || wide[i].equals(narrow[i]))) {
                return false;
            }
        }
        return narrow.length == wide.length;
    }

    /**
     * Decodes an event. For the library.
     *
     * @param in holds it, up to a limit
     * @return the event
     * @throws IOException if it is none
     */
    public T decode(CodedInputStream in) throws IOException {
        return decoder.decode(in);
    }

    @Override
    public String toString() {
        return type.isEmpty() ? text : text + " of " + type;
    }
}
