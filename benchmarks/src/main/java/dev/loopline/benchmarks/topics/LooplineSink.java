package dev.loopline.benchmarks.topics;

import dev.loopline.IpcClient;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.topic.OverflowPolicy;
import dev.loopline.topic.SubscriptionOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Subscribers of Loopline. For one thread. */
final class LooplineSink implements EventSink {
    private final Path directory;
    private final boolean direct;
    private final List<IpcClient> clients = new ArrayList<>();

    LooplineSink(Path directory, boolean direct) {
        this.directory = directory;
        this.direct = direct;
    }

    @Override
    public void subscribe(Arrivals arrivals, boolean lossless) {
        IpcClient client = IpcClient.named(HubProcess.NAME)
                .directory(EndpointDirectory.at(directory))
                .connect();
        clients.add(client);
        SubscriptionOptions options = SubscriptionOptions.DEFAULT
                .withOverflow(lossless ? OverflowPolicy.BLOCK : OverflowPolicy.DROP_OLDEST)
                .onGap(gap -> arrivals.miss(gap.count()))
                .onEnd(why -> System.err.println("subscription: " + why));
        client.topic(LooplineSource.TOPIC)
                .subscribe(direct ? options.on(Runnable::run) : options, event -> arrivals.accept(event.getPayload()));
    }

    @Override
    public void unsubscribe() {
        clients.forEach(IpcClient::close);
        clients.clear();
    }
}
