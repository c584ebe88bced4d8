package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.topic.TopicChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events around and beyond what a stream may bring before its reader has granted anything. */
class LargeEventTest extends TopicFixture {
    private static final int EVENTS = 20;

    @ParameterizedTest
    @ValueSource(ints = {16_300, 16_384, 20_000, 65_536, 300_000, 2_000_000})
    void eventsOfAnySizeArriveInOrder(int bytes) {
        IpcServer hub = later(server("large-events").start());
        IpcClient publisher = later(IpcClient.to(hub.endpoint()).connect());
        IpcClient subscriber = later(IpcClient.to(hub.endpoint()).connect());
        List<EchoMessage> events = new CopyOnWriteArrayList<>();
        subscriber.topic(topic("large")).subscribe(BLOCKING, events::add);

        TopicChannel<EchoMessage> channel = publisher.topic(topic("large"));
        for (int i = 0; i < EVENTS; i++) {
            var unused = channel.publish(event(i, bytes));
        }

        await().until(() -> events.size() == EVENTS);
        assertThat(events).extracting(TopicFixture::number).isSorted().doesNotHaveDuplicates();
        assertThat(events).allMatch(event -> event.getPayload().size() == bytes);
    }
}
