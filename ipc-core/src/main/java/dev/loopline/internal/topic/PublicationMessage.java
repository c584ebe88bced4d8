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
import org.jspecify.annotations.Nullable;

/**
 * {@code Publication}: on its way out it holds the event as a message, on its way in as the bytes that all subscriptions
 * will share.
 */
final class PublicationMessage extends HandEncodedMessage {
    static final Parser<PublicationMessage> PARSER = new Reader();

    private static final byte[] NOTHING = new byte[0];

    private @Nullable TopicName topic;
    private boolean retain;
    private boolean will;
    private long confirm;
    private byte[] key = NOTHING;
    private byte[] payload = NOTHING;
    private @Nullable MessageLite event;

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
            PublicationMessage read = new PublicationMessage();
            try {
                for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                    switch (tag >>> 3) {
                        case Publication.TOPIC_FIELD_NUMBER ->
                            read.topic = requireNonNull(in.readMessage(TopicName.parser(), extensions));
                        case Publication.RETAIN_FIELD_NUMBER -> read.retain = in.readBool();
                        case Publication.WILL_FIELD_NUMBER -> read.will = in.readBool();
                        case Publication.CONFIRM_FIELD_NUMBER -> read.confirm = in.readUInt64();
                        case Publication.KEY_FIELD_NUMBER ->
                            read.key = in.readStringRequireUtf8().getBytes(StandardCharsets.UTF_8);
                        case Publication.PAYLOAD_FIELD_NUMBER -> read.payload = in.readByteArray();
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
    }
}
