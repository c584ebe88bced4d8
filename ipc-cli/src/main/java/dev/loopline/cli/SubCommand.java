package dev.loopline.cli;

import com.google.protobuf.ByteString;
import dev.loopline.IpcClient;
import dev.loopline.topic.OverflowPolicy;
import dev.loopline.topic.Subscription;
import dev.loopline.topic.SubscriptionOptions;
import dev.loopline.topic.TopicPattern;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ipc sub}: prints events as they are published, by what the server says of their types. */
@Command(
        name = "sub",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Prints the events of all topics that match a pattern, a line for each, until Ctrl-C.",
            "'*' in a pattern is one level of a name, '>' the rest. Needs no .proto file: the server describes the types.",
            "What is published after 'subscribed' on standard error is printed, or counted as missed in its place.",
            "If the server ends, waits for the next one of its name and says so."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ipc sub demo/echo 'photo.>'",
            "  ipc sub demo/echo 'photo.*.done' --count 1 --json",
            "  ipc sub demo/echo loopline.presence --retained"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the events of --count have come, or Ctrl-C or SIGTERM ended it",
            "130, 143:a second Ctrl-C or SIGTERM ended it",
            "1:the server refused or ended the subscription, or standard output was closed",
            ExitCodes.USAGE_LINE,
            ExitCodes.NO_CONNECTION_LINE,
            ExitCodes.LAUNCHER_LINE
        })
final class SubCommand implements Callable<Integer> {
    @Mixin
    private final Target target = new Target();

    @Parameters(
            index = "1",
            paramLabel = "PATTERN",
            description = "Which topics: photo.progress, 'photo.*.done', 'photo.>'. Quote it for the shell.")
    private String pattern = "";

    @Option(names = "--count", paramLabel = "N", description = "End after so many events. Default: do not end")
    private @Nullable Long count;

    @Option(names = "--retained", description = "Begin with the events that the server keeps of these topics.")
    private boolean retained;

    @Option(
            names = "--overflow",
            paramLabel = "POLICY",
            converter = OverflowConverter.class,
            description = "What becomes of events that are not read in time, when more than 1,024 or 4 MiB wait: "
                    + OverflowConverter.FORMS + ". Default: drop-oldest")
    private OverflowPolicy overflow = OverflowPolicy.DROP_OLDEST;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Override
    public Integer call() throws InterruptedException {
        TopicArguments.requirePattern(pattern);
        if (count != null && count < 1) {
            throw Failure.usage("BAD_OPTION", "--count: " + count + " (expected: 1 or more)");
        }
        try (IpcClient client = target.connect()) {
            RemoteTypes types = new RemoteTypes(client, EventPrinter::say);
            Listening listening =
                    new Listening(new EventPrinter(types, json.on()), count == null ? Long.MAX_VALUE : count);
            listening.endAtSignal();
            TopicPattern<ByteString> wanted = TopicPattern.ofAnyType(pattern);
            try (Subscription subscription = client.subscribe(wanted, options(listening), listening::onEvent)) {
                EventPrinter.say("subscribed to " + subscription.pattern());
                ConnectionWatch.start(client, target.name(), listening::goesOn);
                listening.awaitEnd();
            }
        }
        return ExitCodes.OK;
    }

    private SubscriptionOptions options(Listening listening) {
        SubscriptionOptions options = SubscriptionOptions.DEFAULT
                .withOverflow(overflow)
                .on(Executors.newSingleThreadExecutor(SubCommand::printer))
                .onGap(listening::onGap)
                .onEnd(listening::onEnd);
        return retained ? options.withRetained() : options;
    }

    /** A thread that nobody waits for: as long as standard output is not read, it may stand in a write. */
    private static Thread printer(Runnable events) {
        Thread thread = new Thread(events, "ipc-events");
        thread.setDaemon(true);
        return thread;
    }
}
