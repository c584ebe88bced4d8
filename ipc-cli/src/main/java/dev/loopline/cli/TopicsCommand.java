package dev.loopline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.loopline.IpcClient;
import dev.loopline.proto.hub.v1.TopicInfo;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ipc topics}: what is published at a server. */
@Command(
        name = "topics",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Lists the topics of a server that somebody publishes to or that have kept events.",
            "A topic that is only subscribed to is not listed. '*' in a pattern is one level of a name, '>' the rest."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ipc topics demo/echo", "  ipc topics demo/echo 'photo.>' --json"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:listed, be it nothing",
            ExitCodes.FAILED_LINE,
            ExitCodes.USAGE_LINE,
            ExitCodes.NO_CONNECTION_LINE,
            ExitCodes.LAUNCHER_LINE
        })
final class TopicsCommand implements Callable<Integer> {
    @Mixin
    private final Target target = new Target();

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PATTERN",
            description = "Which topics. Default: ${DEFAULT-VALUE}, which is all but the server's own.")
    private String pattern = ">";

    @Mixin
    private final JsonOption json = new JsonOption();

    @Override
    public Integer call() {
        TopicArguments.requirePattern(pattern);
        List<TopicInfo> topics;
        try (IpcClient client = target.connect()) {
            topics = client.topics(pattern);
        }
        if (json.on()) {
            JsonArray array = new JsonArray();
            topics.forEach(topic -> array.add(json(topic)));
            System.out.println(Json.line(array));
        } else if (topics.isEmpty()) {
            System.err.println("ipc: nobody publishes to " + pattern + ", and nothing is kept");
        } else {
            print(topics);
        }
        return ExitCodes.OK;
    }

    private static void print(List<TopicInfo> topics) {
        Table table = new Table("TOPIC", "TYPE", "PUBLISHERS", "SUBSCRIPTIONS", "KEPT");
        for (TopicInfo topic : topics) {
            table.row(
                    List.of(
                            topic.getTopic().getName(),
                            TopicArguments.shown(topic.getTopic().getType()),
                            Integer.toString(topic.getPublishers()),
                            Integer.toString(topic.getSubscriptions()),
                            Integer.toString(topic.getRetained())),
                    "");
        }
        System.out.print(table);
    }

    private static JsonObject json(TopicInfo topic) {
        JsonObject object = new JsonObject();
        object.addProperty("topic", topic.getTopic().getName());
        object.addProperty("type", topic.getTopic().getType());
        object.addProperty("publishers", topic.getPublishers());
        object.addProperty("subscriptions", topic.getSubscriptions());
        object.addProperty("kept", topic.getRetained());
        return object;
    }
}
