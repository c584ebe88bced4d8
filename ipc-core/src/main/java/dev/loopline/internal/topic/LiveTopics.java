package dev.loopline.internal.topic;

import dev.loopline.TopicLimits;
import dev.loopline.proto.hub.v1.TopicInfo;
import dev.loopline.proto.hub.v1.TopicName;
import dev.loopline.topic.OverflowPolicy;
import dev.loopline.topic.Topic;
import dev.loopline.topic.TopicPattern;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The topics that there are at a hub, and which subscriptions are for which of them.
 *
 * <p>A topic is there while somebody publishes to it or something of it is kept. A new one gets the subscriptions whose
 * patterns match it, a new subscription all topics that match its own.
 *
 * <p><b>Threading:</b> guarded by the lock of the hub; takes that of a topic within it.
 */
final class LiveTopics {
    private static final String RESERVED = "loopline.";

    private final TopicLimits limits;
    private final RetainedEvents retained; // each topic's guarded by that topic
    private final Map<String, LiveTopic> topics = new HashMap<>();
    private final LeftTopics left = new LeftTopics();
    private final SubscriptionTrie<HubSubscription> trie = new SubscriptionTrie<>();

    LiveTopics(TopicLimits limits, RetainedEvents retained) {
        this.limits = limits;
        this.retained = retained;
    }

    int size() {
        return topics.size();
    }

    // ---- publishers

    /** Adds a topic to which only the hub publishes, for as long as it is. */
    LiveTopic openOwn(String name, String type) {
        LiveTopic made = new LiveTopic(name, type, true, this);
        made.publishers = 1;
        topics.put(name, made);
        return made;
    }

    /**
     * Opens a topic for publishing; to be {@linkplain #release released}.
     *
     * @throws dev.loopline.StatusException if the publisher must not, or the topic is another one
     */
    LiveTopic open(HubPeer peer, String name, String type, boolean retain) {
        requireMayPublish(peer, name, type);
        LiveTopic topic = topics.get(name);
        if (topic == null) {
            topic = create(peer, name, type, retain);
        } else if (!topic.type().equals(type)) {
            throw HubFailures.otherType(name, topic.type(), type, "this publisher comes")
                    .asException();
        } else if (topic.retains() != retain) {
            throw HubFailures.retainedOtherwise(name, topic.retains()).asException();
        }
        topic.publishers++;
        left.remove(topic);
        return topic;
    }

    private static void requireMayPublish(HubPeer peer, String name, String type) {
        if (!Topic.isValidName(name)) {
            throw HubFailures.badPattern().asException();
        }
        if (type.isEmpty() || type.length() > Topic.MAX_NAME_LENGTH) {
            throw HubFailures.badRequest("topic " + name + ": type of " + type.length()
                            + " characters (expected: the full name of a protobuf message)")
                    .asException();
        }
        if (name.startsWith(RESERVED)) {
            throw HubFailures.reserved(name).asException();
        }
        if (!peer.role().permitsPublish(name)) {
            throw HubFailures.notPermitted("topic " + name, peer, "mayPublish").asException();
        }
    }

    private LiveTopic create(HubPeer peer, String name, String type, boolean retain) {
        LiveTopic made = new LiveTopic(name, type, retain, peer.isLocal() ? peer : peer.role());
        List<HubSubscription> matching = new ArrayList<>();
        trie.match(name, matching::add);
        for (HubSubscription subscription : matching) {
            String wanted = subscription.wanted().type();
            if (!wanted.isEmpty() && !wanted.equals(type)) {
                throw HubFailures.otherType(name, wanted, type, "as a subscription expects; this publisher comes")
                        .asException();
            }
        }
        makeRoom();
        matching.forEach(made::add);
        topics.put(name, made);
        return made;
    }

    /** Lets go of what is kept of a topic that nobody publishes to, if there are too many. */
    private void makeRoom() {
        if (topics.size() < limits.maxTopics()) {
            return;
        }
        LiveTopic oldest = left.removeOldest();
        if (oldest == null) {
            throw HubFailures.tooMany("topics", limits.maxTopics()).asException();
        }
        oldest.lock.lock();
        try {
            retained.removeAll(oldest);
            remove(oldest);
        } finally {
            oldest.lock.unlock();
        }
    }

    /** Under the lock of the topic. */
    private void remove(LiveTopic topic) {
        topic.closed = true;
        topics.remove(topic.name(), topic);
    }

    /** The publisher is gone. */
    void release(LiveTopic topic) {
        topic.publishers--;
        if (topic.publishers > 0) {
            return;
        }
        topic.lock.lock();
        try {
            if (retained.count(topic) == 0) {
                remove(topic);
            } else {
                left.add(topic);
            }
        } finally {
            topic.lock.unlock();
        }
    }

    // ---- subscriptions

    /** Looks at what a subscriber asks for, and at the types of the topics that there are. */
    void requireMaySubscribe(HubPeer peer, HubSubscription.Wanted wanted) {
        if (!TopicPattern.isValid(wanted.pattern())) {
            throw HubFailures.badPattern().asException();
        }
        if (wanted.overflow() == OverflowPolicy.BLOCK && wanted.pattern().startsWith(RESERVED)) {
            throw HubFailures.badRequest("subscription to " + wanted.pattern()
                            + ": policy BLOCK (expected: another one; the hub does not wait)")
                    .asException();
        }
        if (!peer.role().permitsSubscribe(wanted.pattern())) {
            throw HubFailures.notPermitted("topic " + wanted.pattern(), peer, "maySubscribe")
                    .asException();
        }
        for (LiveTopic topic : matching(wanted)) {
            if (!wanted.type().isEmpty() && !topic.type().equals(wanted.type())) {
                throw HubFailures.otherType(topic.name(), topic.type(), wanted.type(), "this subscription comes")
                        .asException();
            }
        }
    }

    /** Has a new subscription offered all that is published to matching topics, behind what is kept of them. */
    void add(HubSubscription made) {
        HubSubscription.Wanted wanted = made.wanted();
        List<HubEvent> kept = new ArrayList<>();
        for (LiveTopic topic : matching(wanted)) {
            topic.lock.lock();
            try {
                if (wanted.retained()) {
                    retained.forEach(topic, event -> kept.add(event.asRetained()));
                }
                topic.add(made);
            } finally {
                topic.lock.unlock();
            }
        }
        made.keep(kept);
        trie.add(wanted.pattern(), made);
    }

    /**
     * Lets a subscription come back. What is kept is looked at in the very moment in which events are queued again, so that
     * none is there twice.
     */
    void comeBack(HubSubscription subscription, HubPeer peer, Feed feed) {
        List<LiveTopic> keeping = !subscription.wanted().retained()
                ? List.of()
                : matching(subscription.wanted()).stream()
                        .filter(LiveTopic::retains)
                        .toList();
        List<HubEvent> kept = new ArrayList<>();
        keeping.forEach(topic -> topic.lock.lock());
        try {
            keeping.forEach(topic -> retained.forEach(topic, event -> kept.add(event.asRetained())));
            subscription.comeBack(peer, feed);
        } finally {
            keeping.forEach(topic -> topic.lock.unlock());
        }
        subscription.keep(kept);
    }

    void remove(HubSubscription subscription) {
        trie.remove(subscription.wanted().pattern(), subscription);
        for (LiveTopic topic : matching(subscription.wanted())) {
            topic.remove(subscription);
        }
    }

    private List<LiveTopic> matching(HubSubscription.Wanted wanted) {
        return matching(wanted.pattern());
    }

    private List<LiveTopic> matching(String text) {
        if (Topic.isValidName(text)) {
            LiveTopic only = topics.get(text);
            return only == null ? List.of() : List.of(only);
        }
        TopicPattern<?> pattern = TopicPattern.ofAnyType(text);
        boolean reserved = text.startsWith(RESERVED); // such topics are found by their own names only
        return topics.values().stream()
                .filter(topic -> topic.name().startsWith(RESERVED) == reserved && pattern.matches(topic.name()))
                .toList();
    }

    // ---- whoever asks

    /** {@return the topics that a subscription to a pattern is for, in the order of their names} */
    List<TopicInfo> list(String pattern) {
        return matching(pattern).stream()
                .sorted(Comparator.comparing(HubTopic::name))
                .map(this::describe)
                .toList();
    }

    private TopicInfo describe(LiveTopic topic) {
        return TopicInfo.newBuilder()
                .setTopic(TopicName.newBuilder().setName(topic.name()).setType(topic.type()))
                .setPublishers(topic.publishers)
                .setSubscriptions(topic.subscriptions().length)
                .setRetained(retained.count(topic))
                .build();
    }
}
