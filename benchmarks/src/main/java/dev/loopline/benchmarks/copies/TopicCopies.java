package dev.loopline.benchmarks.copies;

import com.google.protobuf.ByteString;
import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.benchmarks.load.RuntimeDirectory;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.topic.SubscriptionOptions;
import dev.loopline.topic.Topic;
import dev.loopline.topic.TopicChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Events from a publisher over a hub to several subscribers, all in this process, with their copies counted. To be loaded by
 * the class loader that counts.
 *
 * <p><b>Threading:</b> for one thread.
 */
public final class TopicCopies implements Callable<Map<Integer, Map<String, Long>>> {
    static final int PAYLOAD = 16 * 1024;

    static final int EVENTS = 10;

    private static final String NAME = "bench-copies";
    private static final Topic<EchoMessage> TOPIC = Topic.of("bench.events", EchoMessage.getDefaultInstance());
    private static final int[] SUBSCRIBERS = {1, 3};
    private static final int LEAST = 512; // not lengths, headers and names
    private static final long PATIENCE_SECONDS = 20;

    /** For the loader's user, by reflection. */
    public TopicCopies() {}

    /**
     * Publishes the events.
     *
     * @return by the number of subscribers, by place, how many bytes all events copied
     * @throws IOException if there can be no directory for the endpoint
     * @throws InterruptedException if it is interrupted
     */
    @Override
    public Map<Integer, Map<String, Long>> call() throws IOException, InterruptedException {
        Map<Integer, Map<String, Long>> counted = new TreeMap<>();
        for (int subscribers : SUBSCRIBERS) {
            counted.put(subscribers, copies(subscribers));
        }
        return counted;
    }

    private static Map<String, Long> copies(int subscribers) throws IOException, InterruptedException {
        Semaphore handled = new Semaphore(0);
        List<IpcClient> clients = new ArrayList<>();
        try (RuntimeDirectory directory = RuntimeDirectory.make();
                IpcServer hub = IpcServer.named(NAME)
                        .directory(EndpointDirectory.at(directory.path()))
                        .start()) {
            for (int i = 0; i < subscribers; i++) {
                client(hub, clients)
                        .topic(TOPIC)
                        .subscribe(SubscriptionOptions.DEFAULT.on(Runnable::run), event -> handled.release());
            }
            TopicChannel<EchoMessage> channel = client(hub, clients).topic(TOPIC);
            EchoMessage event = EchoMessage.newBuilder()
                    .setPayload(ByteString.copyFrom(new byte[PAYLOAD]))
                    .build();
            publish(channel, event, handled, subscribers); // what only the first does
            Copies.start(LEAST);
            for (int i = 0; i < EVENTS; i++) {
                publish(channel, event, handled, subscribers);
            }
            Map<String, Long> copied = Copies.stop();
            clients.forEach(IpcClient::close);
            return copied;
        }
    }

    private static IpcClient client(IpcServer hub, List<IpcClient> clients) {
        IpcClient client = IpcClient.to(hub.endpoint()).connect();
        clients.add(client);
        return client;
    }

    private static void publish(
            TopicChannel<EchoMessage> channel, EchoMessage event, Semaphore handled, int subscribers)
            throws InterruptedException {
        channel.publish(event);
        if (!handled.tryAcquire(subscribers, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(
                    "events handled: " + handled.availablePermits() + " (expected: " + subscribers + ")");
        }
    }
}
