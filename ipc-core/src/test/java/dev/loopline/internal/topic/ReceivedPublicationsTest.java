package dev.loopline.internal.topic;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.loopline.Certainty;
import dev.loopline.IpcConnection;
import dev.loopline.Role;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.TopicLimits;
import dev.loopline.call.CallContext;
import dev.loopline.call.Metadata;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.call.RequestStream;
import dev.loopline.call.StreamSender;
import dev.loopline.internal.observe.HubObserver;
import dev.loopline.proto.hub.v1.Publication;
import dev.loopline.proto.hub.v1.PublicationResult;
import dev.loopline.proto.hub.v1.TopicName;
import dev.loopline.topic.OverflowPolicy;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReceivedPublicationsTest {
    private static final String TYPE = "photo.v1.Progress";
    private static final TopicName NAME =
            TopicName.newBuilder().setName("photo.progress").setType(TYPE).build();

    private final Hub hub = new Hub(TopicLimits.DEFAULT, () -> 0, HubObserver.NONE);
    private final Deque<Runnable> role = new ArrayDeque<>();
    private final HubPeer publisher = HubPeer.client("p", "", Role.FULL, role::add, 1 << 20);
    private final HubPeer subscriber = HubPeer.client("s", "", Role.FULL, Runnable::run, 1 << 20);
    private final Arriving requests = new Arriving();
    private final Results results = new Results();
    private final List<String> ended = new ArrayList<>();
    private boolean connected = true;
    private Runnable onCancel = () -> {};

    /** Takes what waits at once, or when the test says so. */
    private static final class Taking implements Feed {
        private final List<Long> all = new ArrayList<>();
        private final boolean atOnce;
        private EventQueue queue;

        Taking(boolean atOnce) {
            this.atOnce = atOnce;
        }

        @Override
        public void attached(EventQueue to) {
            queue = to;
        }

        @Override
        public void wake() {
            if (atOnce) {
                take();
            }
        }

        void take() {
            List<Long> now = Events.drain(queue);
            while (!now.isEmpty()) {
                all.addAll(now);
                now = Events.drain(queue);
            }
        }
    }

    /** What has arrived of a stream. */
    private static final class Arriving implements RequestStream<PublicationMessage> {
        private final Deque<PublicationMessage> waiting = new ArrayDeque<>();
        private @Nullable Runnable whenAvailable;
        private @Nullable StatusException failure; // behind what waits
        private boolean completed;
        private boolean ended;

        void arrive(Publication... publications) throws Exception {
            for (Publication publication : publications) {
                waiting.add(PublicationMessage.PARSER.parseFrom(publication.toByteArray()));
            }
            tell();
        }

        void tell() {
            Runnable action = whenAvailable;
            whenAvailable = null;
            if (action != null) {
                action.run();
            }
        }

        @Override
        public @Nullable PublicationMessage tryNext(Duration timeout) {
            PublicationMessage next = waiting.poll();
            if (next == null && failure != null) {
                throw failure;
            }
            ended = next == null && completed;
            return next;
        }

        @Override
        public void whenAvailable(Runnable action) {
            whenAvailable = action;
        }

        @Override
        public int available() {
            return waiting.size();
        }

        @Override
        public boolean isEnded() {
            return ended;
        }

        @Override
        public @Nullable PublicationMessage next() {
            throw new UnsupportedOperationException("the hub never waits");
        }

        @Override
        public Iterator<PublicationMessage> iterator() {
            throw new UnsupportedOperationException("the hub never waits");
        }

        @Override
        public Flow.Publisher<PublicationMessage> asPublisher() {
            throw new UnsupportedOperationException("the hub asks itself");
        }
    }

    /** What the publisher is told. */
    private final class Results implements StreamSender<PublicationResult> {
        private final List<PublicationResult> all = new ArrayList<>();

        @Override
        public boolean trySend(PublicationResult result) {
            all.add(result);
            return true;
        }

        @Override
        public void complete() {
            ended.add("complete");
        }

        @Override
        public void fail(StatusException failure) {
            ended.add(failure.reason());
        }

        @Override
        public void send(PublicationResult result) {
            throw new UnsupportedOperationException("the hub never waits");
        }

        @Override
        public void whenReady(Runnable action) {
            throw new UnsupportedOperationException("there is always room");
        }

        @Override
        public Flow.Subscriber<PublicationResult> asSubscriber() {
            throw new UnsupportedOperationException("the hub sends itself");
        }
    }

    private final class Serving implements CallContext {
        @Override
        public void onCancel(Runnable action) {
            onCancel = action;
        }

        @Override
        public IpcConnection connection() {
            return (IpcConnection) Proxy.newProxyInstance(
                    IpcConnection.class.getClassLoader(),
                    new Class<?>[] {IpcConnection.class},
                    (proxy, method, args) -> {
                        assertThat(method.getName()).isEqualTo("isOpen");
                        return connected;
                    });
        }

        @Override
        public MethodDescriptor<?, ?> method() {
            return TopicMethods.PUBLISH;
        }

        @Override
        public Metadata metadata() {
            return Metadata.EMPTY;
        }

        @Override
        public @Nullable Duration remaining() {
            return null;
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public void trailers(Metadata trailers) {
            throw new UnsupportedOperationException("there are none");
        }
    }

    private void start(Publication first) throws Exception {
        requests.arrive(first);
        new ReceivedPublications(hub, publisher, requests, results).start(new Serving());
        runRole();
    }

    private void runRole() {
        for (Runnable task = role.poll(); task != null; task = role.poll()) {
            task.run();
        }
    }

    private Taking subscribe(OverflowPolicy policy, int messages, boolean atOnce) {
        Taking feed = new Taking(atOnce);
        hub.subscribe(subscriber, new HubSubscription.Wanted("photo.>", TYPE, policy, messages, 4 << 20, false), feed);
        return feed;
    }

    private static Publication opening() {
        return Publication.newBuilder().setTopic(NAME).build();
    }

    private static Publication event(long number) {
        ByteBuffer payload = ByteBuffer.allocate(Long.BYTES).putLong(0, number);
        return Publication.newBuilder().setPayload(ByteString.copyFrom(payload)).build();
    }

    private static Publication[] events(int from, int to) {
        return LongStream.range(from, to)
                .mapToObj(ReceivedPublicationsTest::event)
                .toArray(Publication[]::new);
    }

    private static List<Long> numbers(int from, int to) {
        return LongStream.range(from, to).boxed().toList();
    }

    private static StatusException lost() {
        return new Status(StatusCode.UNAVAILABLE, "NOT_CONNECTED", "lost", Certainty.UNKNOWN, null).asException();
    }

    // ---- runs

    @Test
    void eventsThatHaveComeTogetherAreDeliveredInTheirOrder() throws Exception {
        Taking feed = subscribe(OverflowPolicy.DROP_OLDEST, 1024, true);
        start(opening());

        requests.arrive(events(0, 100));
        requests.arrive(Publication.newBuilder()
                .addSeveral(event(100))
                .addSeveral(event(101))
                .build());
        requests.arrive(events(102, 300));
        runRole();

        assertThat(feed.all).isEqualTo(numbers(0, 300));
    }

    @Test
    void aSmallQueueLosesNothingOnlyBecauseEventsHaveComeTogether() throws Exception {
        Taking feed = subscribe(OverflowPolicy.DROP_OLDEST, 3, true);
        Taking ended = subscribe(OverflowPolicy.DISCONNECT, 3, true);
        start(opening());

        requests.arrive(events(0, 100));
        runRole();

        assertThat(feed.all).isEqualTo(numbers(0, 100));
        assertThat(ended.all).isEqualTo(numbers(0, 100));
    }

    @Test
    void eachSubscriptionGetsAllOfARunWhenItHasRoomAndNoneGetsMoreBefore() throws Exception {
        Taking quick = subscribe(OverflowPolicy.BLOCK, 1024, true);
        Taking slow = subscribe(OverflowPolicy.BLOCK, 256, false);
        Taking slower = subscribe(OverflowPolicy.BLOCK, 10, false);
        start(opening());

        requests.arrive(events(0, 400));
        runRole();
        int before = quick.all.size();
        while (slow.all.size() < 400 || slower.all.size() < 400) {
            int all = slow.all.size() + slower.all.size();
            slow.take();
            slower.take();
            runRole();
            assertThat(slow.all.size() + slower.all.size()).as("still goes on").isGreaterThan(all);
        }

        assertThat(before).isLessThanOrEqualTo(EventRun.MAX_EVENTS);
        assertThat(quick.all).isEqualTo(numbers(0, 400));
        assertThat(slow.all).isEqualTo(numbers(0, 400));
        assertThat(slower.all).isEqualTo(numbers(0, 400));
    }

    @Test
    void aReceiptWaitsForNoEventBehindItsOwn() throws Exception {
        Taking slow = subscribe(OverflowPolicy.BLOCK, 2, false);
        start(opening());

        requests.arrive(event(0), event(1).toBuilder().setConfirm(7).build(), event(2), event(3));
        runRole();

        assertThat(slow.all).isEmpty();
        assertThat(results.all).extracting(PublicationResult::getConfirm).containsExactly(0L, 7L);
        assertThat(results.all.get(1).getSubscriptions()).isEqualTo(1);
    }

    @Test
    void anEventThatIsRefusedTakesNoOtherWithIt() throws Exception {
        Taking feed = subscribe(OverflowPolicy.DROP_OLDEST, 1024, true);
        start(opening());

        Publication bad =
                event(1).toBuilder().setKey("k".repeat(256)).setConfirm(3).build();
        requests.arrive(event(0), bad, event(2));
        runRole();

        assertThat(feed.all).containsExactly(0L, 2L);
        assertThat(results.all).extracting(PublicationResult::getConfirm).containsExactly(0L, 3L);
        assertThat(results.all.get(1).getReason()).isEqualTo("BAD_TOPIC_REQUEST");
    }

    @Test
    void whatHasComeAheadOfABadPublicationIsDelivered() throws Exception {
        Taking feed = subscribe(OverflowPolicy.DROP_OLDEST, 1024, true);
        start(opening());

        requests.arrive(event(0), event(1), opening(), event(2));
        runRole();

        assertThat(feed.all).containsExactly(0L, 1L);
        assertThat(ended).containsExactly("BAD_TOPIC_REQUEST");
    }

    // ---- ends

    @Test
    void whatAnEndedPublisherLeavesToAFullSubscriptionIsToldAsAGap() throws Exception {
        Taking quick = subscribe(OverflowPolicy.DROP_OLDEST, 1024, true);
        Taking full = subscribe(OverflowPolicy.BLOCK, 4, false);
        start(opening());
        requests.arrive(events(0, 10));
        requests.failure = lost();
        connected = false;

        runRole();
        onCancel.run();
        full.take();

        assertThat(quick.all).isEqualTo(numbers(0, 10));
        assertThat(full.all).containsExactly(0L, 1L, 2L, 3L, -6L);
    }

    @Test
    void theHubTakesWhatHasArrivedAndThenEndsAPublication() throws Exception {
        Taking feed = subscribe(OverflowPolicy.DROP_OLDEST, 1024, true);
        start(opening());
        requests.arrive(events(0, 10));

        hub.close();
        runRole();

        assertThat(feed.all).isEqualTo(numbers(0, 10));
        assertThat(ended).containsExactly("GOING_AWAY");
    }

    @Test
    void aWillIsPublishedWhenItsRequestsEndBeforeItIsCancelled() throws Exception {
        Taking feed = subscribe(OverflowPolicy.DROP_OLDEST, 1024, true);
        start(event(7).toBuilder().setTopic(NAME).setWill(true).build());

        connected = false;
        requests.failure = lost();
        requests.tell();
        runRole();
        onCancel.run();
        hub.left(publisher, "LOST");

        assertThat(feed.all).containsExactly(7L);
        assertThat(hub.topics("photo.progress")).isEmpty();
    }

    @Test
    void aWillThatIsWithdrawnIsNotPublished() throws Exception {
        Taking feed = subscribe(OverflowPolicy.DROP_OLDEST, 1024, true);
        start(event(7).toBuilder().setTopic(NAME).setWill(true).build());

        requests.failure = lost();
        onCancel.run();
        hub.left(publisher, "LOST");

        assertThat(feed.all).isEmpty();
    }

    @Test
    void aStreamThatIsCompletedIsCompletedOnceAllIsTaken() throws Exception {
        Taking full = subscribe(OverflowPolicy.BLOCK, 2, false);
        start(opening());
        requests.completed = true;
        requests.arrive(events(0, 5));
        runRole();
        List<String> before = List.copyOf(ended);

        full.take();
        runRole();
        full.take();
        runRole();

        assertThat(before).isEmpty();
        assertThat(full.all).isEqualTo(numbers(0, 5));
        assertThat(ended).containsExactly("complete");
    }
}
