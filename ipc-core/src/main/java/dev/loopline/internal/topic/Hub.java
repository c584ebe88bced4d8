package dev.loopline.internal.topic;

import dev.loopline.Status;
import dev.loopline.TopicLimits;
import dev.loopline.internal.observe.HubFigures;
import dev.loopline.internal.observe.HubObserver;
import dev.loopline.proto.hub.v1.Peer;
import dev.loopline.proto.hub.v1.TopicInfo;
import dev.loopline.topic.Presence;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where events meet subscriptions. Its parts: {@linkplain LiveTopics which topics there are} and which subscriptions match
 * them, {@linkplain HubSubscriptions the subscriptions}, {@linkplain HubPublications how events get to them},
 * {@linkplain RetainedEvents what is kept}, {@linkplain HubPresence who is connected}.
 *
 * <p>Any thread. Its own lock guards what changes seldom: topics and subscriptions that come and go. Publishing does not
 * take it: a topic has its subscriptions in an array. A topic's own lock is taken within the hub's, never the other way round,
 * and no subscriber is told anything under either.
 */
public final class Hub {
    private final HubPeer ownProcess = HubPeer.ofOwnProcess();
    private final RetainedEvents retained; // each topic's guarded by that topic
    private final LiveTopics topics; // guarded by this
    private final HubSubscriptions subscriptions; // guarded by this
    private final HubPublications publications;
    private final HubPresence presence;
    private final HubObserver observer;
    private final Supplier<HubFigures> figures = this::figures;
    private @Nullable Status ended; // guarded by this

    /**
     * Makes a hub.
     *
     * @param limits what it holds
     * @param nanoClock tells when lost subscriptions are forgotten
     * @param observer told that it is there, until it {@linkplain #ended has ended}
     */
    public Hub(TopicLimits limits, LongSupplier nanoClock, HubObserver observer) {
        this.retained = new RetainedEvents(limits.maxRetainedBytes());
        this.topics = new LiveTopics(limits, retained);
        this.subscriptions = new HubSubscriptions(limits, nanoClock, topics);
        this.publications = new HubPublications(limits, retained);
        this.presence = new HubPresence(topics.openOwn(Presence.NAME, Presence.TYPE), retained);
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
     * @throws dev.loopline.StatusException if it publishes to too many
     */
    void beginPublishing(HubPeer peer, Runnable onEnd) {
        publications.begin(peer, onEnd);
    }

    void endPublishing(HubPeer peer, Runnable onEnd) {
        publications.end(peer, onEnd);
    }

    /**
     * Opens a topic for publishing; to be {@linkplain #release released}.
     *
     * @throws dev.loopline.StatusException if the publisher must not, or the topic is another one
     */
    synchronized LiveTopic open(HubPeer peer, String name, String type, boolean retain) {
        requireOpen();
        subscriptions.forgetOld();
        return topics.open(peer, name, type, retain);
    }

    /** The publisher is gone. */
    synchronized void release(LiveTopic topic) {
        topics.release(topic);
    }

    /**
     * Publishes an event.
     *
     * @param full emptied, then given the subscriptions that have no room and whose policy lets the publisher wait
     * @return how many subscriptions the topic has; -1 if it was closed meanwhile, and nobody got the event
     * @throws dev.loopline.StatusException if the event cannot be kept; nobody got it
     */
    int publish(LiveTopic topic, HubEvent event, List<HubSubscription> full) {
        return publications.publish(topic, event, full);
    }

    /**
     * Publishes events that have arrived together, to a topic that does not keep any.
     *
     * @param run afterwards, it knows the subscriptions that have no room and whose policy lets the publisher wait
     * @return how many subscriptions the topic has
     */
    int publish(LiveTopic topic, EventRun run) {
        return publications.publish(topic, run);
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
        requireOpen();
        return subscriptions.subscribe(peer, wanted, feed);
    }

    /**
     * Goes on with a subscription whose connection was lost. The client may have noticed that before this side: then it is
     * taken from the connection that it still has here.
     *
     * @return {@code null} if it is not known, or another one of that number was asked for
     * @throws dev.loopline.StatusException if the subscriber must not, or the hub ends
     */
    @Nullable
    HubSubscription resume(HubPeer peer, long resumeId, HubSubscription.Wanted wanted, Feed feed) {
        HubSubscription back;
        List<Runnable> told;
        synchronized (this) {
            requireOpen();
            back = subscriptions.find(peer, resumeId, wanted);
            told = back == null ? List.of() : subscriptions.resume(back, peer, feed);
        }
        told.forEach(Runnable::run);
        return back;
    }

    /**
     * The subscriber wants no more.
     *
     * @param feed through which it said so; has no effect if the subscription has another one by now
     */
    void unsubscribe(HubSubscription subscription, Feed feed) {
        List<Runnable> told;
        synchronized (this) {
            told = subscriptions.unsubscribe(subscription, feed);
        }
        told.forEach(Runnable::run);
    }

    /**
     * The subscriber's connection is lost. It is waited for.
     *
     * @param feed of that connection; has no effect if the subscription has another one by now
     */
    void lose(HubSubscription subscription, Feed feed) {
        List<Runnable> told;
        synchronized (this) {
            told = subscriptions.lose(subscription, feed, ended == null);
        }
        told.forEach(Runnable::run);
    }

    // ---- clients

    /**
     * A client is connected.
     *
     * @param peer the client
     */
    public void joined(HubPeer peer) {
        synchronized (this) {
            subscriptions.forgetOld();
        }
        presence.joined(peer);
    }

    /**
     * A client's connection has ended, and with it all its calls. What it left behind is published unless it said goodbye.
     *
     * @param peer the client
     * @param reason why
     */
    public void left(HubPeer peer, String reason) {
        presence.left(peer, reason, publications, this::release);
    }

    List<Peer> peers() {
        return presence.peers();
    }

    /** {@return the topics that a subscription to a valid pattern is for, in the order of their names} */
    synchronized List<TopicInfo> topics(String pattern) {
        subscriptions.forgetOld();
        return topics.list(pattern);
    }

    /** {@return what it has done and holds} */
    public synchronized HubFigures figures() {
        HubSubscriptions.Totals totals = subscriptions.totals();
        return new HubFigures(
                publications.count(),
                totals.delivered(),
                totals.dropped(),
                totals.waiting(),
                subscriptions.size(),
                topics.size(),
                retained.count(),
                retained.bytes());
    }

    // ---- the end

    /** The server ends: takes no more publishers and subscribers, and ends those that are there. */
    public void close() {
        List<HubSubscription> all;
        synchronized (this) {
            if (ended != null) {
                return;
            }
            ended = HubFailures.ends();
            all = subscriptions.all();
        }
        for (HubSubscription subscription : all) {
            subscription.end(HubFailures.ends());
            subscription.wake();
        }
        publications.tellEnd(); // behind the subscriptions, whose room they may wait for
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
