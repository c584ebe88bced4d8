package dev.loopline.benchmarks.topics;

import com.google.protobuf.UnsafeByteOperations;
import dev.loopline.IpcClient;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.topic.Topic;
import dev.loopline.topic.TopicChannel;
import java.nio.file.Path;

/** A publisher of Loopline. For one thread. */
final class LooplineSource implements EventSource {
    static final Topic<EchoMessage> TOPIC = Topic.of(Events.TOPIC, EchoMessage.getDefaultInstance());

    private final IpcClient client;
    private final TopicChannel<EchoMessage> channel;

    LooplineSource(Path directory) {
        client = IpcClient.named(HubProcess.NAME)
                .directory(EndpointDirectory.at(directory))
                .connect();
        channel = client.topic(TOPIC);
    }

    @Override
    public int port() {
        return 0;
    }

    @Override
    public void publish(long number, long sentNanos) {
        channel.publish(EchoMessage.newBuilder()
                .setPayload(UnsafeByteOperations.unsafeWrap(Events.event(number, sentNanos)))
                .build());
    }

    @Override
    public void close() {
        client.close();
    }
}
