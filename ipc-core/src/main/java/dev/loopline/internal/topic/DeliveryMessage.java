package dev.loopline.internal.topic;

import com.google.protobuf.AbstractParser;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import com.google.protobuf.WireFormat;
import dev.loopline.proto.hub.v1.Delivery;
import dev.loopline.proto.hub.v1.Subscribed;
import dev.loopline.proto.hub.v1.TopicName;
import dev.loopline.topic.TopicPattern;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code Delivery}: on its way out it refers to the bytes of events that others share, on its way in it holds decoded
 * events.
 *
 * <p>The first event or gap stands in it, those that leave together with it {@linkplain #more follow}. The one on its way out
 * is used again for each message; one thread at a time.
 *
 * @param <T> what events are decoded to
 */
public final class DeliveryMessage<T> extends HandEncodedMessage {
    private static final int MAX_MORE = 1024;

    private int topicNumber;
    private @Nullable TopicName topicName;
    private byte[] keyBytes = HubEvent.NOTHING;
    private byte[] payload = HubEvent.NOTHING;
    private boolean retained;
    private long gap;
    private @Nullable Subscribed subscribed;
    private String key = "";
    private @Nullable T event;
    private List<DeliveryMessage<T>> more = List.of(); // what is in it is used again too, on its way out
    private int parts; // on its way out: events and gaps, that in this one included
    private int ownBytes; // on its way out: without what follows
    private int allBytes;

    DeliveryMessage() {}

    // ---- on its way out

    /** Makes this say that a subscription stands. */
    DeliveryMessage<T> subscribed(Subscribed confirmation) {
        clear();
        subscribed = confirmation;
        ownBytes = CodedOutputStream.computeMessageSize(Delivery.SUBSCRIBED_FIELD_NUMBER, confirmation);
        allBytes = ownBytes;
        parts = 1;
        return this;
    }

    /** Has this tell of events that are missing, behind what is in it. */
    void addGap(long count) {
        DeliveryMessage<T> part = nextPart();
        part.gap = count;
        part.ownBytes = CodedOutputStream.computeUInt64Size(Delivery.GAP_FIELD_NUMBER, count);
        addSize(part);
    }

    /**
     * Has this deliver an event, behind what is in it.
     *
     * @param number of its topic in this stream, 1 or more
     * @param name what the number stands for, {@code null} if that was said before
     */
    void addEvent(HubEvent delivered, int number, @Nullable TopicName name) {
        DeliveryMessage<T> part = nextPart();
        part.topicNumber = number;
        part.topicName = name;
        part.keyBytes = delivered.key();
        part.payload = delivered.payload();
        part.retained = delivered.retained();
        part.ownBytes = part.eventBytes();
        addSize(part);
    }

    private DeliveryMessage<T> nextPart() {
        if (parts++ == 0) {
            return this;
        }
        if (parts - 2 == more.size()) {
            beginMore();
            more.add(new DeliveryMessage<>());
        }
        return more.get(parts - 2);
    }

    private void beginMore() {
        if (more.isEmpty()) {
            more = new ArrayList<>();
        }
    }

    private void addSize(DeliveryMessage<T> part) {
        allBytes += part == this
                ? ownBytes
                : CodedOutputStream.computeTagSize(Delivery.MORE_FIELD_NUMBER)
                        + CodedOutputStream.computeUInt32SizeNoTag(part.ownBytes)
                        + part.ownBytes;
    }

    /** {@return how many events and gaps are in this} */
    int parts() {
        return parts;
    }

    /** Lets go of all that is in this. */
    void clear() {
        for (int i = 0; i < parts - 1; i++) {
            more.get(i).clearOwn();
        }
        clearOwn();
        parts = 0;
        allBytes = 0;
    }

    private void clearOwn() {
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

    /** {@return the events and gaps that follow this one} */
    public List<DeliveryMessage<T>> more() {
        return more;
    }

    @Override
    public void writeTo(CodedOutputStream out) throws IOException {
        writeOwn(out);
        for (int i = 0; i < parts - 1; i++) {
            DeliveryMessage<T> part = more.get(i);
            out.writeTag(Delivery.MORE_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(part.ownBytes);
            part.writeOwn(out);
        }
    }

    private void writeOwn(CodedOutputStream out) throws IOException {
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

    private int eventBytes() {
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

    @Override
    public int getSerializedSize() {
        return allBytes;
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
        private static final ExtensionRegistryLite NO_EXTENSIONS = ExtensionRegistryLite.getEmptyRegistry();

        private final TopicPattern<T> pattern;

        Reader(TopicPattern<T> pattern) {
            this.pattern = pattern;
        }

        @Override
        public DeliveryMessage<T> parsePartialFrom(CodedInputStream in, ExtensionRegistryLite extensions)
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
        private DeliveryMessage<T> read(CodedInputStream in, boolean first) throws IOException {
            DeliveryMessage<T> read = new DeliveryMessage<>();
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
                        read.beginMore();
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
