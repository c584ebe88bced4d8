package dev.loopline.internal.topic;

import com.google.protobuf.AbstractParser;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.Parser;
import dev.loopline.proto.hub.v1.Delivery;
import dev.loopline.proto.hub.v1.Subscribed;
import dev.loopline.proto.hub.v1.TopicName;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * {@code Delivery} on its way out. The first event in it refers to bytes that other subscriptions share; the small ones that
 * leave together with it are encoded behind it when they are added.
 *
 * <p>It is used again for each message; for one thread at a time.
 */
final class DeliveryMessage extends HandEncodedMessage {
    /** The hub sends deliveries and reads none. */
    static final Parser<DeliveryMessage> NOT_READ = new AbstractParser<>() {
        @Override
        public DeliveryMessage parsePartialFrom(CodedInputStream in, ExtensionRegistryLite extensions) {
            throw new UnsupportedOperationException("a delivery is read as a ReceivedDelivery");
        }
    };

    private final EncodedElements more = new EncodedElements(Delivery.MORE_FIELD_NUMBER);
    private @Nullable HubEvent event; // of the three, the one that is there
    private long gap;
    private @Nullable Subscribed subscribed;
    private int topicNumber;
    private @Nullable TopicName topicName;
    private int ownBytes; // without what follows; 0 if this is empty

    DeliveryMessage() {}

    /** Makes this say that a subscription stands. */
    DeliveryMessage subscribed(Subscribed confirmation) {
        clear();
        subscribed = confirmation;
        ownBytes = CodedOutputStream.computeMessageSize(Delivery.SUBSCRIBED_FIELD_NUMBER, confirmation);
        return this;
    }

    /** Has this tell of events that are missing, behind what is in it. */
    void addGap(long count) {
        int size = CodedOutputStream.computeUInt64Size(Delivery.GAP_FIELD_NUMBER, count);
        if (ownBytes == 0) {
            gap = count;
            ownBytes = size;
        } else {
            more.add(size, out -> out.writeUInt64(Delivery.GAP_FIELD_NUMBER, count));
        }
    }

    /**
     * Has this deliver an event, behind what is in it.
     *
     * @param number of its topic in this stream, 1 or more
     * @param name what the number stands for, {@code null} if that was said before
     */
    void addEvent(HubEvent delivered, int number, @Nullable TopicName name) {
        int size = bytes(delivered, number, name);
        if (ownBytes == 0) {
            event = delivered;
            topicNumber = number;
            topicName = name;
            ownBytes = size;
        } else {
            more.add(size, out -> write(delivered, number, name, out));
        }
    }

    /** {@return how many events and gaps are in this, or whether it says that a subscription stands} */
    int parts() {
        return ownBytes == 0 ? 0 : 1 + more.count();
    }

    /** Lets go of all that is in this. */
    void clear() {
        event = null;
        gap = 0;
        subscribed = null;
        topicName = null;
        ownBytes = 0;
        more.clear();
    }

    @Override
    public void writeTo(CodedOutputStream out) throws IOException {
        if (event != null) {
            write(event, topicNumber, topicName, out);
        } else if (subscribed != null) {
            out.writeMessage(Delivery.SUBSCRIBED_FIELD_NUMBER, subscribed);
        } else {
            out.writeUInt64(Delivery.GAP_FIELD_NUMBER, gap);
        }
        more.writeTo(out);
    }

    private static void write(HubEvent event, int number, @Nullable TopicName name, CodedOutputStream out)
            throws IOException {
        out.writeUInt32(Delivery.TOPIC_FIELD_NUMBER, number);
        if (name != null) {
            out.writeMessage(Delivery.NAME_FIELD_NUMBER, name);
        }
        if (event.key().length > 0) {
            out.writeByteArray(Delivery.KEY_FIELD_NUMBER, event.key());
        }
        out.writeByteArray(Delivery.PAYLOAD_FIELD_NUMBER, event.payload());
        if (event.retained()) {
            out.writeBool(Delivery.RETAINED_FIELD_NUMBER, true);
        }
    }

    private static int bytes(HubEvent event, int number, @Nullable TopicName name) {
        int size = CodedOutputStream.computeUInt32Size(Delivery.TOPIC_FIELD_NUMBER, number);
        if (name != null) {
            size += CodedOutputStream.computeMessageSize(Delivery.NAME_FIELD_NUMBER, name);
        }
        if (event.key().length > 0) {
            size += CodedOutputStream.computeByteArraySize(Delivery.KEY_FIELD_NUMBER, event.key());
        }
        size += CodedOutputStream.computeByteArraySize(Delivery.PAYLOAD_FIELD_NUMBER, event.payload());
        return size + (event.retained() ? CodedOutputStream.computeBoolSize(Delivery.RETAINED_FIELD_NUMBER, true) : 0);
    }

    @Override
    public int getSerializedSize() {
        return ownBytes + more.bytes();
    }

    @Override
    public Parser<DeliveryMessage> getParserForType() {
        return NOT_READ;
    }
}
