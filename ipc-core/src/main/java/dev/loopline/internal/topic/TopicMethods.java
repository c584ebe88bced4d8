package dev.loopline.internal.topic;

import com.google.protobuf.Parser;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.call.MethodType;
import dev.loopline.proto.hub.v1.PublicationResult;
import dev.loopline.proto.hub.v1.SubscribeRequest;
import dev.loopline.topic.TopicPattern;
import java.time.Duration;

/** The methods of the hub whose messages are encoded by hand. */
public final class TopicMethods {
    /** The service. */
    public static final String SERVICE = "loopline.hub.v1.Topics";

    static final MethodDescriptor<PublicationMessage, PublicationResult> PUBLISH = MethodDescriptor.of(
            MethodType.BIDI_STREAMING, SERVICE + "/Publish", PublicationMessage.PARSER, PublicationResult.parser());

    private static final String SUBSCRIBE = SERVICE + "/Subscribe";

    private TopicMethods() {}

    /** {@return the method as a subscriber calls it, with a parser for the events of a pattern} */
    static <T> MethodDescriptor<SubscribeRequest, ReceivedDelivery<T>> subscribe(TopicPattern<T> pattern) {
        return subscribe(ReceivedDelivery.parser(pattern));
    }

    /** {@return the method as the hub serves it} */
    static MethodDescriptor<SubscribeRequest, DeliveryMessage> subscribe() {
        return subscribe(DeliveryMessage.NOT_READ);
    }

    private static <R extends HandEncodedMessage> MethodDescriptor<SubscribeRequest, R> subscribe(Parser<R> parser) {
        return new MethodDescriptor<>(
                SUBSCRIBE, MethodType.SERVER_STREAMING, SubscribeRequest.parser(), parser, Duration.ZERO, false);
    }
}
