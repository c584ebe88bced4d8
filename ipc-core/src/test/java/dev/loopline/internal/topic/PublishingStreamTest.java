package dev.loopline.internal.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.internal.engine.HubAccess;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.proto.hub.v1.HubProto;
import dev.loopline.proto.hub.v1.PublicationResult;
import dev.loopline.testing.EnginePair;
import dev.loopline.topic.Topic;
import dev.loopline.transport.inprocess.InProcessAddress;
import dev.loopline.transport.inprocess.InProcessTransportProvider;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PublishingStreamTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Topic<EchoMessage> TOPIC = Topic.of("photo.progress", EchoMessage.getDefaultInstance());

    private final List<Integer> sizes = new CopyOnWriteArrayList<>(); // of the messages that arrived
    private final List<Long> confirms = new CopyOnWriteArrayList<>();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private volatile boolean takes = true;
    private final EnginePair pair = EnginePair.over(
                    new InProcessTransportProvider(), InProcessAddress.of("publishing-" + NUMBER.incrementAndGet()))
            .serve(ServiceDefinition.builder(
                            Objects.requireNonNull(HubProto.getDescriptor().findServiceByName("Topics")))
                    .bidiStreaming(TopicMethods.PUBLISH, (requests, results) -> {
                        PublicationMessage opening = requests.next();
                        assertThat(opening).isNotNull();
                        results.send(PublicationResult.getDefaultInstance());
                        if (!takes) {
                            hold(goOn);
                        }
                        for (PublicationMessage next = requests.next(); next != null; next = requests.next()) {
                            if (next.several().isEmpty()) {
                                confirms.add(next.confirm());
                            }
                            next.several().forEach(each -> confirms.add(each.confirm()));
                            sizes.add(Math.max(1, next.several().size()));
                        }
                    })
                    .build())
            .serverHub(new HubAccess(HubAccess.NONE.events(), 10))
            .connect();

    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void close() {
        goOn.countDown();
        pair.close();
    }

    private PublishingStream stream(@Nullable PublishingStream former) {
        return new PublishingStream(pair.client(), TOPIC, former);
    }

    private static PublicationMessage event(int bytes, long confirm) {
        EchoMessage event = EchoMessage.newBuilder()
                .setPayload(ByteString.copyFrom(new byte[bytes]))
                .build();
        return PublicationMessage.of(event, HubEvent.NOTHING, confirm);
    }

    private static int all(List<Integer> sizes) {
        return sizes.stream().mapToInt(size -> size).sum();
    }

    @Test
    void eventsThatAreSentWithoutAPauseLeaveTogetherAndInTheirOrder() {
        PublishingStream stream = stream(null);

        for (int i = 1; i <= 10_000; i++) {
            stream.send(event(i % 100, i));
        }
        stream.send(event(100_000, 10_001)); // a message of its own
        stream.send(event(0, 10_002));
        stream.retire();

        await().until(() -> all(sizes) == 10_002);
        assertThat(confirms).isSorted().hasSize(10_002).doesNotHaveDuplicates();
        assertThat(sizes).hasSizeLessThan(5_000);
        await().until(() -> stream.ended().isDone());
    }

    @Test
    void aSingleEventLeavesByItself() {
        PublishingStream stream = stream(null);

        stream.send(event(10, 1));

        await().until(() -> confirms.equals(List.of(1L)));
    }

    @Test
    void anEventThatWouldWaitIsNotSentAndOthersLeaveOnceThereIsRoom() {
        takes = false;
        PublishingStream stream = stream(null);
        int sent = 0;

        while (stream.trySend(event(500, sent + 1)) && sent < 100_000) {
            sent++;
        }
        boolean again = stream.trySend(event(500, 0));
        goOn.countDown();

        assertThat(sent).isLessThan(100_000);
        assertThat(again).isFalse();
        int expected = sent;
        await().until(() -> all(sizes) == expected);
        assertThat(confirms).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void whatWasSentLeavesAheadOfTheEndHoweverLittleRoomThereIs() {
        takes = false;
        PublishingStream stream = stream(null);
        int sent = 0;
        while (stream.trySend(event(500, sent + 1)) && sent < 100_000) {
            sent++;
        }

        stream.retire();
        assertThatThrownBy(() -> stream.send(event(1, 0))).isInstanceOf(IllegalStateException.class);
        goOn.countDown();

        int expected = sent;
        await().until(() -> stream.ended().isDone());
        assertThat(all(sizes)).isEqualTo(expected);
    }

    @Test
    void aStreamThatHasEndedIsLetGoThoughItsSuccessorIsUsed() {
        PublishingStream first = stream(null);
        first.retire();
        await().until(first.ended()::isDone);
        WeakReference<PublishingStream> former = new WeakReference<>(first);

        PublishingStream second = stream(first);
        first = null;

        await().pollInterval(Duration.ofMillis(20)).until(() -> {
            System.gc();
            return former.get() == null;
        });
        assertThat(second.isNext()).isTrue();
    }

    @Test
    void aStreamIsNextOnceTheOneBeforeItHasEnded() {
        takes = false;
        PublishingStream first = stream(null);
        first.send(event(10, 1));
        first.retire();
        PublishingStream second = stream(first);

        boolean before = second.isNext() || second.becomesNext().isDone();
        goOn.countDown();

        assertThat(before).isFalse();
        await().until(second.becomesNext()::isDone);
        assertThat(second.isNext()).isTrue();
    }
}
