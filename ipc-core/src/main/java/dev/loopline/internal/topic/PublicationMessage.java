package dev.loopline.internal.topic;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.AbstractParser;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.loopline.proto.hub.v1.Publication;
import dev.loopline.proto.hub.v1.TopicName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code Publication}: on its way out it holds the event as a message, on its way in as the bytes that all subscriptions
 * will share.
 */
final class PublicationMessage extends HandEncodedMessage {
    static final Parser<PublicationMessage> PARSER = new Reader();

    /** Most publications in one message. */
    static final int MAX_SEVERAL = 1024;

    private static final byte[] NOTHING = new byte[0];

    private @Nullable TopicName topic;
    private boolean retain;
    private boolean will;
    private long confirm;
    private byte[] key = NOTHING;
    private byte[] payload = NOTHING;
    private @Nullable MessageLite event;
    private List<PublicationMessage> several = List.of(); // as they arrived
    private @Nullable EncodedElements together; // as they leave

    private PublicationMessage() {}

    /** {@return what opens a stream of publications} */
    static PublicationMessage opening(TopicName topic, boolean retain) {
        PublicationMessage made = new PublicationMessage();
        made.topic = topic;
        made.retain = retain;
        return made;
    }

    /** {@return what leaves an event behind for a connection that ends without a goodbye} */
    static PublicationMessage will(TopicName topic, boolean retain, byte[] key, MessageLite event) {
        PublicationMessage made = opening(topic, retain);
        made.will = true;
        made.key = key;
        made.event = event;
        return made;
    }

    /** {@return an event} */
    static PublicationMessage of(MessageLite event, byte[] key, long confirm) {
        PublicationMessage made = new PublicationMessage();
        made.event = event;
        made.key = key;
        made.confirm = confirm;
        return made;
    }

    /**
     * {@return several events}
     *
     * @param encoded publications; not to be changed before this is sent
     */
    static PublicationMessage several(EncodedElements encoded) {
        PublicationMessage made = new PublicationMessage();
        made.together = encoded;
        return made;
    }

    /** {@return an empty room for publications that are to be {@link #several}} */
    static EncodedElements roomForSeveral() {
        return new EncodedElements(Publication.SEVERAL_FIELD_NUMBER);
    }

    /** {@return those that have arrived together, if this is not one itself} */
    List<PublicationMessage> several() {
        return several;
    }

    @Nullable
    TopicName topic() {
        return topic;
    }

    boolean retain() {
        return retain;
    }

    boolean isWill() {
        return will;
    }

    long confirm() {
        return confirm;
    }

    byte[] key() {
        return key;
    }

    byte[] payload() {
        return payload;
    }

    @Override
    public void writeTo(CodedOutputStream out) throws IOException {
        if (together != null) {
            together.writeTo(out);
            return;
        }
        if (topic != null) {
            out.writeMessage(Publication.TOPIC_FIELD_NUMBER, topic);
        }
        if (retain) {
            out.writeBool(Publication.RETAIN_FIELD_NUMBER, true);
        }
        if (will) {
            out.writeBool(Publication.WILL_FIELD_NUMBER, true);
        }
        if (confirm != 0) {
            out.writeUInt64(Publication.CONFIRM_FIELD_NUMBER, confirm);
        }
        if (key.length > 0) {
            out.writeByteArray(Publication.KEY_FIELD_NUMBER, key);
        }
        if (event != null) {
            out.writeMessage(Publication.PAYLOAD_FIELD_NUMBER, event);
        }
    }

    @Override
    public int getSerializedSize() {
        if (together != null) {
            return together.bytes();
        }
        int size = topic == null ? 0 : CodedOutputStream.computeMessageSize(Publication.TOPIC_FIELD_NUMBER, topic);
        size += retain ? CodedOutputStream.computeBoolSize(Publication.RETAIN_FIELD_NUMBER, true) : 0;
        size += will ? CodedOutputStream.computeBoolSize(Publication.WILL_FIELD_NUMBER, true) : 0;
        size += confirm == 0 ? 0 : CodedOutputStream.computeUInt64Size(Publication.CONFIRM_FIELD_NUMBER, confirm);
        size += key.length == 0 ? 0 : CodedOutputStream.computeByteArraySize(Publication.KEY_FIELD_NUMBER, key);
        size += event == null ? 0 : CodedOutputStream.computeMessageSize(Publication.PAYLOAD_FIELD_NUMBER, event);
        return size;
    }

    @Override
    public Parser<PublicationMessage> getParserForType() {
        return PARSER;
    }

    private static final class Reader extends AbstractParser<PublicationMessage> {
        @Override
        public PublicationMessage parsePartialFrom(CodedInputStream in, ExtensionRegistryLite extensions)
                throws InvalidProtocolBufferException {
            try {
                return read(in, true);
            } catch (InvalidProtocolBufferException e) {
                throw e;
            } catch (IOException e) {
                throw new InvalidProtocolBufferException(e);
            }
        }

        private static PublicationMessage read(CodedInputStream in, boolean mayBeSeveral) throws IOException {
            PublicationMessage read = new PublicationMessage();
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (tag >>> 3) {
                    case Publication.TOPIC_FIELD_NUMBER ->
                        read.topic = requireNonNull(
                                in.readMessage(TopicName.parser(), ExtensionRegistryLite.getEmptyRegistry()));
                    case Publication.RETAIN_FIELD_NUMBER -> read.retain = in.readBool();
                    case Publication.WILL_FIELD_NUMBER -> read.will = in.readBool();
                    case Publication.CONFIRM_FIELD_NUMBER -> read.confirm = in.readUInt64();
                    case Publication.KEY_FIELD_NUMBER ->
                        read.key = in.readStringRequireUtf8().getBytes(StandardCharsets.UTF_8);
                    case Publication.PAYLOAD_FIELD_NUMBER -> read.payload = in.readByteArray();
                    case Publication.SEVERAL_FIELD_NUMBER -> {
                        if (!mayBeSeveral || read.several.size() == MAX_SEVERAL) {
                            throw new InvalidProtocolBufferException("publications together: more than " + MAX_SEVERAL
                                    + ", or within others (expected: neither)");
                        }
                        if (read.several.isEmpty()) {
                            read.several = new ArrayList<>();
                        }
                        int outer = in.pushLimit(in.readRawVarint32());
                        read.several.add(read(in, false));
                        in.popLimit(outer);
                    }
                    default -> in.skipField(tag);
                }
            }
            return read;
        }
    }
}
