package dev.loopline.internal.topic;

import com.google.protobuf.AbstractParser;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import dev.loopline.proto.hub.v1.Delivery;
import dev.loopline.proto.hub.v1.Subscribed;
import dev.loopline.proto.hub.v1.TopicName;
import dev.loopline.topic.TopicPattern;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * {@code Delivery}: on its way out it refers to the bytes of an event that others share, on its way in it holds the decoded
 * event.
 *
 * <p>The one on its way out is used again for each delivery; one thread at a time.
 *
 * @param <T> what events are decoded to
 */
public final class DeliveryMessage<T> extends HandEncodedMessage {
    private int topicNumber;
    private @Nullable TopicName topicName;
    private byte[] keyBytes = HubEvent.NOTHING;
    private byte[] payload = HubEvent.NOTHING;
    private boolean retained;
    private long gap;
    private @Nullable Subscribed subscribed;
    private String key = "";
    private @Nullable T event;

    DeliveryMessage() {}

    /** Makes this say that a subscription stands. */
    DeliveryMessage<T> subscribed(Subscribed confirmation) {
        clear();
        subscribed = confirmation;
        return this;
    }

    /** Makes this tell of events that are missing. */
    DeliveryMessage<T> gap(long count) {
        clear();
        gap = count;
        return this;
    }

    /**
     * Makes this deliver an event.
     *
     * @param number of its topic in this stream, 1 or more
     * @param name what the number stands for, {@code null} if that was said before
     */
    DeliveryMessage<T> event(HubEvent delivered, int number, @Nullable TopicName name) {
        clear();
        topicNumber = number;
        topicName = name;
        keyBytes = delivered.key();
        payload = delivered.payload();
        retained = delivered.retained();
        return this;
    }

    private void clear() {
        topicNumber = 0;
        topicName = null;
        keyBytes = HubEvent.NOTHING;
        payload = HubEvent.NOTHING;
        retained = false;
        gap = 0;
        subscribed = null;
    }

    // ---- as it arrived

    /** {@return the number of the event's topic, 0 if this has no event} */
    public int topicNumber() {
        return topicNumber;
    }

    /** {@return what the number stands for, if this says so} */
    public @Nullable TopicName topicName() {
        return topicName;
    }

    /** {@return the event's key, empty without one} */
    public String key() {
        return key;
    }

    /** {@return the event, {@code null} if its topic has a number and no payload was sent} */
    public @Nullable T event() {
        return event;
    }

    /** {@return whether the event was kept} */
    public boolean isRetained() {
        return retained;
    }

    /** {@return how many events are missing here} */
    public long gap() {
        return gap;
    }

    /** {@return that the subscription stands, {@code null} if this says something else} */
    public @Nullable Subscribed subscribed() {
        return subscribed;
    }

    @Override
    public void writeTo(CodedOutputStream out) throws IOException {
        if (topicNumber != 0) {
            out.writeUInt32(Delivery.TOPIC_FIELD_NUMBER, topicNumber);
            if (topicName != null) {
                out.writeMessage(Delivery.NAME_FIELD_NUMBER, topicName);
            }
            if (keyBytes.length > 0) {
                out.writeByteArray(Delivery.KEY_FIELD_NUMBER, keyBytes);
            }
            out.writeByteArray(Delivery.PAYLOAD_FIELD_NUMBER, payload);
            if (retained) {
                out.writeBool(Delivery.RETAINED_FIELD_NUMBER, true);
            }
        } else if (subscribed != null) {
            out.writeMessage(Delivery.SUBSCRIBED_FIELD_NUMBER, subscribed);
        } else {
            out.writeUInt64(Delivery.GAP_FIELD_NUMBER, gap);
        }
    }

    @Override
    public int getSerializedSize() {
        if (topicNumber != 0) {
            int size = CodedOutputStream.computeUInt32Size(Delivery.TOPIC_FIELD_NUMBER, topicNumber);
            if (topicName != null) {
                size += CodedOutputStream.computeMessageSize(Delivery.NAME_FIELD_NUMBER, topicName);
            }
            if (keyBytes.length > 0) {
                size += CodedOutputStream.computeByteArraySize(Delivery.KEY_FIELD_NUMBER, keyBytes);
            }
            size += CodedOutputStream.computeByteArraySize(Delivery.PAYLOAD_FIELD_NUMBER, payload);
            return size + (retained ? CodedOutputStream.computeBoolSize(Delivery.RETAINED_FIELD_NUMBER, true) : 0);
        }
        return subscribed != null
                ? CodedOutputStream.computeMessageSize(Delivery.SUBSCRIBED_FIELD_NUMBER, subscribed)
                : CodedOutputStream.computeUInt64Size(Delivery.GAP_FIELD_NUMBER, gap);
    }

    @Override
    public Parser<DeliveryMessage<T>> getParserForType() {
        throw new UnsupportedOperationException("what a delivery is decoded to depends on the subscription");
    }

    /**
     * {@return a parser that decodes the events of a pattern in place}
     *
     * @param <T> what events are decoded to
     * @param pattern of the subscription
     */
    public static <T> Parser<DeliveryMessage<T>> parser(TopicPattern<T> pattern) {
        return new Reader<>(pattern);
    }

    private static final class Reader<T> extends AbstractParser<DeliveryMessage<T>> {
        private final TopicPattern<T> pattern;

        Reader(TopicPattern<T> pattern) {
            this.pattern = pattern;
        }

        @Override
        public DeliveryMessage<T> parsePartialFrom(CodedInputStream in, ExtensionRegistryLite extensions)
                throws InvalidProtocolBufferException {
            DeliveryMessage<T> read = new DeliveryMessage<>();
            try {
                for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                    switch (tag >>> 3) {
                        case Delivery.TOPIC_FIELD_NUMBER -> read.topicNumber = in.readUInt32();
                        case Delivery.NAME_FIELD_NUMBER ->
                            read.topicName = in.readMessage(TopicName.parser(), extensions);
                        case Delivery.KEY_FIELD_NUMBER -> read.key = in.readStringRequireUtf8();
                        case Delivery.PAYLOAD_FIELD_NUMBER -> read.event = payload(in);
                        case Delivery.RETAINED_FIELD_NUMBER -> read.retained = in.readBool();
                        case Delivery.GAP_FIELD_NUMBER -> read.gap = in.readUInt64();
                        case Delivery.SUBSCRIBED_FIELD_NUMBER ->
                            read.subscribed = in.readMessage(Subscribed.parser(), extensions);
                        default -> in.skipField(tag);
                    }
                }
            } catch (InvalidProtocolBufferException e) {
                throw e;
            } catch (IOException e) {
                throw new InvalidProtocolBufferException(e);
            }
            return read;
        }

        private T payload(CodedInputStream in) throws IOException {
            int outer = in.pushLimit(in.readRawVarint32());
            T event = pattern.decode(in);
            if (!in.isAtEnd()) {
                throw new InvalidProtocolBufferException("an event ends before its payload does");
            }
            in.popLimit(outer);
            return event;
        }
    }
}
