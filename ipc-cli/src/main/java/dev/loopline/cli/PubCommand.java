package dev.loopline.cli;

import com.google.gson.JsonObject;
import com.google.protobuf.DynamicMessage;
import dev.loopline.IpcClient;
import dev.loopline.StatusException;
import dev.loopline.proto.hub.v1.TopicInfo;
import dev.loopline.topic.Topic;
import dev.loopline.topic.TopicChannel;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ipc pub}: publishes events, by what the server says of their type. */
@Command(
        name = "pub",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Publishes events to a topic, each one a line of JSON, and prints how many subscriptions each went to.",
            "Needs no .proto file: the server describes the type."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ipc pub demo/echo photo.progress --type loopline.echo.v1.EchoMessage -d '{\"payload\": \"aGk=\"}'",
            "  ipc pub demo/echo photo.progress --key album-7 --retain < events.jsonl"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the server has taken all events",
            ExitCodes.FAILED_LINE,
            ExitCodes.USAGE_LINE,
            ExitCodes.NO_CONNECTION_LINE,
            ExitCodes.LAUNCHER_LINE
        })
final class PubCommand implements Callable<Integer> {
    @Mixin
    private final Target target = new Target();

    @Parameters(index = "1", paramLabel = "TOPIC", description = "Where to publish: photo.progress")
    private String topic = "";

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "Full name of the protobuf message, as the server describes it: photo.v1.Progress. Not needed"
                    + " if somebody publishes to the topic already, or the server keeps events of it.")
    private @Nullable String type;

    @Option(
            names = {"-d", "--data"},
            paramLabel = "JSON",
            description = "Events, one on each line: JSON, @FILE for a file, - for standard input. May be repeated."
                    + " Default: -")
    private List<String> data = List.of("-");

    @Option(names = "--key", paramLabel = "KEY", description = "Key of the events. Default: none")
    private String key = "";

    @Option(
            names = "--retain",
            description = "Have the server keep the last event, of each key, for subscriptions that come later. So it"
                    + " does in any case if it keeps events of the topic already.")
    private boolean retain;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Override
    public Integer call() {
        TopicArguments.requireName(topic);
        TopicArguments.requireKey(key);
        data.forEach(RequestData::requireReadable);
        try (IpcClient client = target.connect();
                RequestLines lines = new RequestLines(data, System.in)) {
            TopicInfo live = client.topics(topic).stream().findFirst().orElse(null);
            RemoteType events = eventType(client, live);
            TopicChannel<DynamicMessage> channel = client.topic(topic(events, live));
            for (String line = lines.next(); line != null; line = lines.next()) {
                publish(channel, events.message(line, lines.where()));
            }
        }
        return ExitCodes.OK;
    }

    private RemoteType eventType(IpcClient client, @Nullable TopicInfo live) {
        String name = type != null ? type : live != null ? live.getTopic().getType() : null;
        if (name == null) {
            throw Failure.usage(
                    "UNKNOWN_TYPE",
                    "topic " + topic + ": has no type yet, since nobody publishes to it (expected: --type)");
        }
        RemoteType found = RemoteType.find(client, name);
        if (found == null) {
            throw Failure.usage(
                    "UNKNOWN_TYPE",
                    "type of topic " + topic + ": " + TopicArguments.shown(name) + " (expected: full name of a message"
                            + " that the server describes, in a file of one of its services or as type of a topic that it"
                            + " declares)");
        }
        return found;
    }

    private Topic<DynamicMessage> topic(RemoteType events, @Nullable TopicInfo live) {
        Topic<DynamicMessage> wanted = Topic.of(topic, DynamicMessage.getDefaultInstance(events.descriptor()))
                .keyedBy(event -> key);
        return retain || (live != null && live.getRetained() > 0) ? wanted.retained() : wanted;
    }

    private void publish(TopicChannel<DynamicMessage> channel, DynamicMessage event) {
        int subscriptions;
        try {
            subscriptions = channel.publishConfirmed(event).join().subscriptions();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StatusException refused ? refused : e;
        }
        Output.line(json.on() ? json(channel, subscriptions) : text(subscriptions), "no more events are published");
    }

    private String text(int subscriptions) {
        return topic + ": published to " + subscriptions + (subscriptions == 1 ? " subscription" : " subscriptions");
    }

    private String json(TopicChannel<?> channel, int subscriptions) {
        JsonObject object = new JsonObject();
        object.addProperty("topic", topic);
        object.addProperty("type", channel.topic().type());
        object.addProperty("subscriptions", subscriptions);
        return Json.line(object);
    }
}
