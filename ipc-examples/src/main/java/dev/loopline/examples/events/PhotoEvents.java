package dev.loopline.examples.events;

import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.examples.events.v1.ImportProgress;
import dev.loopline.examples.events.v1.ImportProgressTopic;
import dev.loopline.topic.OverflowPolicy;
import dev.loopline.topic.Subscription;
import dev.loopline.topic.SubscriptionOptions;
import dev.loopline.topic.Topic;
import dev.loopline.topic.TopicChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

/**
 * Processes that tell each other what happens. Each line in a terminal of its own:
 *
 * <pre>
 * java PhotoEvents hub                    the hub: a server without a service
 * java PhotoEvents watch                  prints how far all imports are, from where they stand now
 * java PhotoEvents import holidays 500    imports an album, and says after each photo how far it is
 * </pre>
 */
public final class PhotoEvents {
    private static final String HUB = "example/photos";

    private PhotoEvents() {}

    /**
     * Runs one of the processes.
     *
     * @param args as above
     * @throws Exception if it cannot
     */
    public static void main(String[] args) throws Exception {
        switch (args.length == 0 ? "" : args[0]) {
            case "hub" -> serve();
            case "watch" -> watch();
            case "import" -> importAlbum(args[1], Integer.parseInt(args[2]));
            default -> {
                System.err.println("usage: PhotoEvents hub | watch | import ALBUM PHOTOS");
                System.exit(2);
            }
        }
    }

    private static void serve() throws InterruptedException {
        try (IpcServer hub = IpcServer.named(HUB).start()) {
            System.out.println("hub " + hub.endpoint().name());
            Thread.currentThread().join(); // until the process is ended
        }
    }

    private static void watch() throws InterruptedException {
        SubscriptionOptions options = SubscriptionOptions.DEFAULT
                .withRetained() // where imports stand that began before
                .withOverflow(OverflowPolicy.CONFLATE) // if this is slow, the newest of each album is enough
                .onGap(gap -> System.out.println("skipped " + gap.count()));
        try (IpcClient client = IpcClient.connect(HUB);
                Subscription imports = client.subscribe(
                        ImportProgressTopic.all(), options, event -> System.out.println(line(event.message())))) {
            System.out.println("watching " + imports.pattern().text());
            new CountDownLatch(1).await(); // until the process is ended
        }
    }

    private static String line(ImportProgress progress) {
        return progress.getAlbum() + ": " + progress.getDone() + " of " + progress.getTotal();
    }

    private static void importAlbum(String album, int photos) throws InterruptedException, ExecutionException {
        Topic<ImportProgress> topic = ImportProgressTopic.of(album);
        try (IpcClient client = IpcClient.connect(HUB)) {
            TopicChannel<ImportProgress> progress = client.topic(topic);
            for (int done = 0; done < photos; done++) {
                var unused = progress.publish(at(album, done, photos)); // the import itself would stand here
            }
            TopicChannel.Receipt receipt =
                    progress.publishConfirmed(at(album, photos, photos)).get();
            System.out.println("imported, told " + receipt.subscriptions());
        }
    }

    private static ImportProgress at(String album, int done, int total) {
        return ImportProgress.newBuilder()
                .setAlbum(album)
                .setDone(done)
                .setTotal(total)
                .build();
    }
}
