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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code Delivery} as it arrived, with its events decoded.
 *
 * @param <T> what events are decoded to
 */
final class ReceivedDelivery<T> extends HandEncodedMessage {
    private static final int MAX_MORE = 1024;

    private int topicNumber;
    private @Nullable TopicName topicName;
    private String key = "";
    private @Nullable T event;
    private boolean retained;
    private long gap;
    private @Nullable Subscribed subscribed;
    private List<ReceivedDelivery<T>> more = List.of();

    private ReceivedDelivery() {}

    /**
     * {@return a parser that decodes the events of a pattern in place}
     *
     * @param <T> what events are decoded to
     * @param pattern of the subscription
     */
    static <T> Parser<ReceivedDelivery<T>> parser(TopicPattern<T> pattern) {
        return new Reader<>(pattern);
    }

    /** {@return the number of the event's topic, 0 if this has no event} */
    int topicNumber() {
        return topicNumber;
    }

    /** {@return what the number stands for, if this says so} */
    @Nullable
    TopicName topicName() {
        return topicName;
    }

    /** {@return the event's key, empty without one} */
    String key() {
        return key;
    }

    /** {@return the event, {@code null} if its topic has a number and no payload was sent} */
    @Nullable
    T event() {
        return event;
    }

    /** {@return whether the event was kept} */
    boolean isRetained() {
        return retained;
    }

    /** {@return how many events are missing here} */
    long gap() {
        return gap;
    }

    /** {@return that the subscription stands, {@code null} if this says something else} */
    @Nullable
    Subscribed subscribed() {
        return subscribed;
    }

    /** {@return the events and gaps that follow this one} */
    List<ReceivedDelivery<T>> more() {
        return more;
    }

    @Override
    public void writeTo(CodedOutputStream out) {
        throw notSent();
    }

    @Override
    public int getSerializedSize() {
        throw notSent();
    }

    @Override
    public Parser<ReceivedDelivery<T>> getParserForType() {
        throw notSent();
    }

    private static UnsupportedOperationException notSent() {
        return new UnsupportedOperationException("what has arrived is not sent; a hub sends DeliveryMessage");
    }

    private static final class Reader<T> extends AbstractParser<ReceivedDelivery<T>> {
        private static final ExtensionRegistryLite NO_EXTENSIONS = ExtensionRegistryLite.getEmptyRegistry();

        private final TopicPattern<T> pattern;

        Reader(TopicPattern<T> pattern) {
            this.pattern = pattern;
        }

        @Override
        public ReceivedDelivery<T> parsePartialFrom(CodedInputStream in, ExtensionRegistryLite extensions)
                throws InvalidProtocolBufferException {
            try {
                return read(in, true);
            } catch (InvalidProtocolBufferException e) {
                throw e;
            } catch (IOException e) {
                throw new InvalidProtocolBufferException(e);
            }
        }

        /** Reads a message, with those that follow unless it is one of these. */
        private ReceivedDelivery<T> read(CodedInputStream in, boolean first) throws IOException {
            ReceivedDelivery<T> read = new ReceivedDelivery<>();
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (tag >>> 3) {
                    case Delivery.TOPIC_FIELD_NUMBER -> read.topicNumber = in.readUInt32();
                    case Delivery.NAME_FIELD_NUMBER ->
                        read.topicName = in.readMessage(TopicName.parser(), NO_EXTENSIONS);
                    case Delivery.KEY_FIELD_NUMBER -> read.key = in.readStringRequireUtf8();
                    case Delivery.PAYLOAD_FIELD_NUMBER -> read.event = payload(in);
                    case Delivery.RETAINED_FIELD_NUMBER -> read.retained = in.readBool();
                    case Delivery.GAP_FIELD_NUMBER -> read.gap = in.readUInt64();
                    case Delivery.SUBSCRIBED_FIELD_NUMBER ->
                        read.subscribed = in.readMessage(Subscribed.parser(), NO_EXTENSIONS);
                    case Delivery.MORE_FIELD_NUMBER -> {
                        if (!first || read.more.size() == MAX_MORE) {
                            throw new InvalidProtocolBufferException("deliveries that follow: more than " + MAX_MORE
                                    + ", or with some that follow these (expected: neither)");
                        }
                        if (read.more.isEmpty()) {
                            read.more = new ArrayList<>();
                        }
                        int outer = in.pushLimit(in.readRawVarint32());
                        read.more.add(read(in, false));
                        in.popLimit(outer);
                    }
                    default -> in.skipField(tag);
                }
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
