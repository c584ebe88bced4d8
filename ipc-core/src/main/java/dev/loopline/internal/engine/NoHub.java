package dev.loopline.internal.engine;

import com.google.protobuf.MessageLite;
import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.proto.hub.v1.Peer;
import dev.loopline.proto.hub.v1.TopicInfo;
import dev.loopline.topic.EventBus;
import dev.loopline.topic.Subscription;
import dev.loopline.topic.SubscriptionOptions;
import dev.loopline.topic.Topic;
import dev.loopline.topic.TopicChannel;
import dev.loopline.topic.TopicEvent;
import dev.loopline.topic.TopicPattern;
import java.util.List;
import java.util.function.Consumer;

/** What a connection has for topics that belongs to no server and no client. Any thread. */
final class NoHub implements EventBus {
    @Override
    public <T extends MessageLite> TopicChannel<T> topic(Topic<T> topic) {
        throw none();
    }

    @Override
    public <T> Subscription subscribe(
            TopicPattern<T> pattern, SubscriptionOptions options, Consumer<? super TopicEvent<T>> handler) {
        throw none();
    }

    @Override
    public List<TopicInfo> topics(String pattern) {
        throw none();
    }

    @Override
    public List<Peer> peers() {
        throw none();
    }

    private static StatusException none() {
        return new Status(
                        StatusCode.UNIMPLEMENTED,
                        "NO_HUB",
                        "this connection belongs to no server and no client (expected: one that has a hub)",
                        Certainty.NOT_EXECUTED,
                        null)
                .asException();
    }
}
