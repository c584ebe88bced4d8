package dev.loopline.internal.topic;

import dev.loopline.Status;
import dev.loopline.StatusException;
import dev.loopline.TopicLimits;
import dev.loopline.internal.engine.Logs;
import dev.loopline.internal.engine.Session;
import dev.loopline.internal.observe.HubFigures;
import dev.loopline.internal.observe.HubObserver;
import dev.loopline.proto.hub.v1.Peer;
import dev.loopline.proto.hub.v1.PeerState;
import dev.loopline.proto.hub.v1.TopicInfo;
import dev.loopline.proto.hub.v1.TopicName;
import dev.loopline.topic.OverflowPolicy;
import dev.loopline.topic.Presence;
import dev.loopline.topic.Topic;
import dev.loopline.topic.TopicPattern;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where events meet subscriptions: which topics there are, which subscriptions match them, what is kept of them, who is
 * connected.
 *
 * <p>Any thread. Its own lock guards what changes seldom: topics and subscriptions that come and go. Publishing does not
 * take it: a topic has its subscriptions in an array. A topic's own lock is taken within the hub's, never the other way round,
 * and no subscriber is told anything under either.
 */
public final class Hub {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String RESERVED = "loopline.";

    private final TopicLimits limits;
    private final LongSupplier nanoClock;
    private final HubPeer ownProcess = HubPeer.ofOwnProcess();
    private final Map<String, LiveTopic> topics = new HashMap<>(); // guarded by this, as all below
    private final SubscriptionTrie<HubSubscription> trie = new SubscriptionTrie<>();
    private final Map<Long, Away> away = new LinkedHashMap<>(); // in the order in which they went
    private final Map<String, HubPeer> peers = new LinkedHashMap<>();
    private final Map<Long, HubSubscription> standing = new LinkedHashMap<>(); // by the number to resume them with
    private final Set<Runnable> publications = new LinkedHashSet<>(); // told of the end
    private final RetainedEvents retained; // each topic's guarded by that topic
    private final LiveTopic presence;
    private @Nullable Status ended;
    private long delivered; // to subscriptions that have ended
    private long dropped; // likewise
    private final LongAdder published = new LongAdder();
    private final HubObserver observer;
    private final Supplier<HubFigures> figures = this::figures;

    /** A subscription whose connection was lost. */
    private record Away(HubSubscription subscription, long untilNanos) {}

    /**
     * Makes a hub.
     *
     * @param limits what it holds
     * @param nanoClock tells when lost subscriptions are forgotten
     * @param observer told that it is there, until it {@linkplain #ended has ended}
     */
    public Hub(TopicLimits limits, LongSupplier nanoClock, HubObserver observer) {
        this.limits = limits;
        this.nanoClock = nanoClock;
        this.retained = new RetainedEvents(limits.maxRetainedBytes());
        this.presence = new LiveTopic(Presence.NAME, Presence.TYPE, true);
        presence.publishers = 1; // the hub itself, for as long as it is
        topics.put(presence.name(), presence);
        this.observer = observer;
        observer.opened(figures);
    }

    HubPeer ownProcess() {
        return ownProcess;
    }

    // ---- publishers

    /**
     * A client begins to publish, to one topic that it will name; to be {@linkplain #endPublishing ended}.
     *
     * @param onEnd told that the hub ends, once; not under a lock
     * @throws StatusException if it publishes to too many
     */
    void beginPublishing(HubPeer peer, Runnable onEnd) {
        if (peer.publishing.incrementAndGet() > limits.maxPublishedTopics()) {
            peer.publishing.decrementAndGet();
            throw HubFailures.tooMany("topics that one connection publishes to at once", limits.maxPublishedTopics())
                    .asException();
        }
        synchronized (this) {
            publications.add(onEnd);
        }
    }

    void endPublishing(HubPeer peer, Runnable onEnd) {
        synchronized (this) {
            publications.remove(onEnd);
        }
        peer.publishing.decrementAndGet();
    }

    /**
     * Opens a topic for publishing; to be {@linkplain #release released}.
     *
     * @throws dev.loopline.StatusException if the publisher must not, or the topic is another one
     */
    synchronized LiveTopic open(HubPeer peer, String name, String type, boolean retain) {
        requireOpen();
        forgetOld();
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
        LiveTopic topic = topics.get(name);
        if (topic == null) {
            topic = create(name, type, retain);
        } else if (!topic.type().equals(type)) {
            throw HubFailures.otherType(name, topic.type(), type, "this publisher comes")
                    .asException();
        } else if (topic.retains() != retain) {
            throw HubFailures.retainedOtherwise(name, topic.retains()).asException();
        }
        topic.publishers++;
        return topic;
    }

    private LiveTopic create(String name, String type, boolean retain) {
        if (topics.size() >= limits.maxTopics()) {
            throw HubFailures.tooMany("topics", limits.maxTopics()).asException();
        }
        LiveTopic made = new LiveTopic(name, type, retain);
        List<HubSubscription> matching = new ArrayList<>();
        trie.match(name, matching::add);
        for (HubSubscription subscription : matching) {
            String wanted = subscription.wanted().type();
            if (!wanted.isEmpty() && !wanted.equals(type)) {
                throw HubFailures.otherType(name, wanted, type, "as a subscription expects; this publisher comes")
                        .asException();
            }
        }
        matching.forEach(made::add);
        topics.put(name, made);
        return made;
    }

    /** The publisher is gone. */
    synchronized void release(LiveTopic topic) {
        topic.publishers--;
        forgetUnused(topic);
    }

    private void forgetUnused(LiveTopic topic) {
        if (topic.publishers > 0) {
            return;
        }
        topic.lock.lock();
        try {
            if (retained.count(topic) == 0) {
                topic.closed = true;
                topics.remove(topic.name(), topic);
            }
        } finally {
            topic.lock.unlock();
        }
    }

    /**
     * Publishes an event.
     *
     * @param full emptied, then given the subscriptions that have no room and whose policy lets the publisher wait
     * @return how many subscriptions the topic has; -1 if it was closed meanwhile, and nobody got the event
     * @throws dev.loopline.StatusException if the event cannot be kept; nobody got it
     */
    int publish(LiveTopic topic, HubEvent event, List<HubSubscription> full) {
        full.clear();
        HubSubscription[] subscriptions;
        if (topic.retains()) {
            topic.lock.lock();
            try {
                if (topic.closed) {
                    return -1;
                }
                if (!retained.put(event)) {
                    throw HubFailures.retainedFull(topic.name()).asException();
                }
                subscriptions = topic.subscriptions();
                offer(subscriptions, event, full);
            } finally {
                topic.lock.unlock();
            }
        } else {
            subscriptions = topic.subscriptions();
            offer(subscriptions, event, full);
        }
        published.increment();
        wake(subscriptions);
        return subscriptions.length;
    }

    private static void offer(HubSubscription[] subscriptions, HubEvent event, List<HubSubscription> full) {
        for (HubSubscription subscription : subscriptions) {
            if (!subscription.offer(event)) {
                full.add(subscription);
            }
        }
    }

    private static void wake(HubSubscription[] subscriptions) {
        for (HubSubscription subscription : subscriptions) {
            subscription.wake();
        }
    }

    // ---- subscribers

    /**
     * Makes a subscription; to be {@linkplain #unsubscribe ended} or {@linkplain #lose lost}. All that is published to
     * matching topics from now on is offered to it.
     *
     * @param feed takes events to the subscriber; told nothing before this has returned
     * @throws dev.loopline.StatusException if the subscriber must not, or expects another type
     */
    synchronized HubSubscription subscribe(HubPeer peer, HubSubscription.Wanted wanted, Feed feed) {
        forgetOld();
        requirePermitted(peer, wanted);
        HubSubscription made = new HubSubscription(newResumeId(), peer, wanted);
        made.attach(feed);
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
        standing.put(made.resumeId(), made);
        peer.subscriptions.incrementAndGet();
        return made;
    }

    private void requirePermitted(HubPeer peer, HubSubscription.Wanted wanted) {
        requireOpen();
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
        if (!peer.isLocal() && peer.subscriptions.get() >= limits.maxSubscriptions()) {
            throw HubFailures.tooMany("subscriptions of one connection", limits.maxSubscriptions())
                    .asException();
        }
        for (LiveTopic topic : matching(wanted)) {
            if (!wanted.type().isEmpty() && !topic.type().equals(wanted.type())) {
                throw HubFailures.otherType(topic.name(), topic.type(), wanted.type(), "this subscription comes")
                        .asException();
            }
        }
    }

    private List<LiveTopic> matching(HubSubscription.Wanted wanted) {
        TopicPattern<?> pattern = TopicPattern.ofAnyType(wanted.pattern());
        if (Topic.isValidName(wanted.pattern())) {
            LiveTopic only = topics.get(wanted.pattern());
            return only == null ? List.of() : List.of(only);
        }
        boolean reserved = wanted.pattern().startsWith(RESERVED); // such topics are found by their own names only
        return topics.values().stream()
                .filter(topic -> topic.name().startsWith(RESERVED) == reserved && pattern.matches(topic.name()))
                .toList();
    }

    private long newResumeId() {
        while (true) {
            long id = RANDOM.nextLong();
            if (id != 0 && !away.containsKey(id) && !standing.containsKey(id)) {
                return id;
            }
        }
    }

    /**
     * Goes on with a subscription whose connection was lost. The client may have noticed that before this side: then it is
     * taken from the connection that it still has here.
     *
     * @return {@code null} if it is not known, or another one of that number was asked for
     */
    @Nullable
    HubSubscription resume(HubPeer peer, long resumeId, HubSubscription.Wanted wanted, Feed feed) {
        HubSubscription back;
        List<Runnable> told;
        synchronized (this) {
            requireOpen();
            forgetOld();
            Away found = away.get(resumeId);
            back = found == null ? standing.get(resumeId) : found.subscription();
            if (back == null
                    || back.ended() != null
                    || !back.wanted().equals(wanted)
                    || back.owner().role() != peer.role()) {
                return null;
            }
            requirePermitted(peer, wanted);
            told = found == null ? leaveConnection(back) : List.of();
            away.remove(resumeId);
            comeBack(back, peer, feed);
            standing.put(resumeId, back);
            peer.subscriptions.incrementAndGet();
        }
        told.forEach(Runnable::run);
        return back;
    }

    private List<Runnable> leaveConnection(HubSubscription subscription) {
        standing.remove(subscription.resumeId());
        subscription.owner().subscriptions.decrementAndGet();
        EventQueue queue = subscription.queue();
        List<Runnable> told = subscription.detach();
        account(queue);
        return told;
    }

    /** What is kept is looked at in the very moment in which events are queued again, so that none is there twice. */
    private void comeBack(HubSubscription subscription, HubPeer peer, Feed feed) {
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

    /**
     * The subscriber wants no more.
     *
     * @param feed through which it said so; has no effect if the subscription has another one by now
     */
    void unsubscribe(HubSubscription subscription, Feed feed) {
        List<Runnable> told;
        synchronized (this) {
            if (!subscription.isFedBy(feed)) {
                return;
            }
            told = end(subscription);
        }
        told.forEach(Runnable::run);
    }

    private List<Runnable> end(HubSubscription subscription) {
        EventQueue queue = subscription.queue();
        List<Runnable> told = subscription.close();
        if (standing.remove(subscription.resumeId(), subscription)) {
            subscription.owner().subscriptions.decrementAndGet();
            forget(subscription);
            account(queue);
        }
        return told;
    }

    private void account(@Nullable EventQueue ended) {
        if (ended != null) {
            EventCounts counts = ended.counts();
            delivered += counts.taken();
            dropped += counts.dropped();
        }
    }

    /**
     * The subscriber's connection is lost. It is waited for.
     *
     * @param feed of that connection; has no effect if the subscription has another one by now
     */
    void lose(HubSubscription subscription, Feed feed) {
        List<Runnable> told;
        synchronized (this) {
            if (!subscription.isFedBy(feed) || !standing.containsKey(subscription.resumeId())) {
                return;
            }
            forgetOld();
            told = subscription.ended() != null
                            || ended != null
                            || limits.resumeTime().isZero()
                    ? end(subscription)
                    : goAway(subscription);
        }
        told.forEach(Runnable::run);
    }

    private List<Runnable> goAway(HubSubscription subscription) {
        List<Runnable> told = leaveConnection(subscription);
        away.put(
                subscription.resumeId(),
                new Away(
                        subscription,
                        nanoClock.getAsLong() + limits.resumeTime().toNanos()));
        if (away.size() > limits.maxSubscriptions()) {
            forgetFirst();
        }
        return told;
    }

    /** Called by whatever changes or asks what there is, so that no timer is needed. */
    private void forgetOld() {
        long now = nanoClock.getAsLong();
        while (!away.isEmpty() && away.values().iterator().next().untilNanos() - now <= 0) {
            forgetFirst();
        }
    }

    private void forgetFirst() {
        HubSubscription first = away.values().iterator().next().subscription();
        away.remove(first.resumeId());
        forget(first);
    }

    private void forget(HubSubscription subscription) {
        trie.remove(subscription.wanted().pattern(), subscription);
        for (LiveTopic topic : matching(subscription.wanted())) {
            topic.remove(subscription);
        }
    }

    // ---- presence

    /** Publishes an event of which the hub itself is the publisher: where there is no room it waits for it, without a thread. */
    private void publishOwn(LiveTopic topic, HubEvent event) {
        List<HubSubscription> full = new ArrayList<>();
        try {
            publish(topic, event, full);
        } catch (StatusException e) {
            Logs.ENGINE.warn("a last will was not published: {}", e.status());
            return;
        }
        full.forEach(subscription -> insist(subscription, event, () -> {}));
    }

    /** Offers an event until it is taken, without a thread that waits. */
    static void insist(HubSubscription subscription, HubEvent event, Runnable onTaken) {
        while (!subscription.offer(event)) {
            EventQueue queue = subscription.queue();
            if (queue != null && queue.whenRoom(event, () -> insist(subscription, event, onTaken))) {
                return;
            }
        }
        subscription.wake();
        onTaken.run();
    }

    /**
     * A client is connected.
     *
     * @param peer the client
     */
    public void joined(HubPeer peer) {
        synchronized (this) {
            forgetOld();
            peers.put(peer.sessionId(), peer);
        }
        announce(peer, PeerState.JOINED, "");
    }

    /**
     * A client's connection has ended, and with it all its calls. What it left behind is published unless it said goodbye.
     *
     * @param peer the client
     * @param reason why
     */
    public void left(HubPeer peer, String reason) {
        synchronized (this) {
            peers.remove(peer.sessionId());
        }
        for (HubEvent will : peer.takeWills()) {
            LiveTopic topic = (LiveTopic) will.topic();
            if (!reason.equals(Session.GOODBYE)) {
                publishOwn(topic, will);
            }
            release(topic);
        }
        announce(peer, PeerState.LEFT, reason);
    }

    private void announce(HubPeer peer, PeerState state, String reason) {
        byte[] key = peer.sessionId().getBytes(StandardCharsets.UTF_8);
        HubEvent event =
                new HubEvent(presence, key, peer.describe(state, reason).toByteArray(), false);
        HubSubscription[] subscriptions;
        presence.lock.lock();
        try {
            if (state == PeerState.JOINED) {
                // As many as there are connections. One for which there is no room is told to those that subscribe
                // already.
                retained.put(event);
            } else {
                retained.remove(presence, key);
            }
            subscriptions = presence.subscriptions();
            offer(subscriptions, event, new ArrayList<>());
        } finally {
            presence.lock.unlock();
        }
        wake(subscriptions);
    }

    synchronized List<Peer> peers() {
        return peers.values().stream()
                .map(peer -> peer.describe(PeerState.JOINED, ""))
                .toList();
    }

    /** {@return the topics that match, in the order of their names} */
    synchronized List<TopicInfo> topics(TopicPattern<?> pattern) {
        forgetOld();
        return topics.values().stream()
                .filter(topic -> pattern.matches(topic.name()))
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

    /** {@return what it has done and holds} */
    public synchronized HubFigures figures() {
        long taken = delivered;
        long lost = dropped;
        long waiting = 0;
        for (HubSubscription subscription : standing.values()) {
            EventQueue queue = subscription.queue();
            if (queue != null) {
                EventCounts counts = queue.counts();
                taken += counts.taken();
                lost += counts.dropped();
                waiting += counts.waiting();
            }
        }
        return new HubFigures(
                published.sum(),
                taken,
                lost,
                waiting,
                standing.size(),
                topics.size(),
                retained.count(),
                retained.bytes());
    }

    // ---- the end

    /** The server ends: takes no more publishers and subscribers, and ends those that are there. */
    public void close() {
        List<HubSubscription> all;
        List<Runnable> publishing;
        synchronized (this) {
            if (ended != null) {
                return;
            }
            ended = HubFailures.ends();
            all = List.copyOf(standing.values());
            publishing = List.copyOf(publications);
        }
        for (HubSubscription subscription : all) {
            subscription.end(HubFailures.ends());
            subscription.wake();
        }
        publishing.forEach(Runnable::run); // behind the subscriptions, whose room they may wait for
    }

    /** Nobody is connected any more. */
    public void ended() {
        observer.closed(figures);
    }

    private void requireOpen() {
        Status why = ended;
        if (why != null) {
            throw why.asException();
        }
    }
}
