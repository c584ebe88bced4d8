package dev.loopline.cli;

import com.google.protobuf.DynamicMessage;
import dev.loopline.IpcClient;
import dev.loopline.call.CallOptions;
import dev.loopline.call.Metadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ipc call}: one call of any method, by what the server says of itself. */
@Command(
        name = "call",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Calls a method and prints its response as JSON. Needs no .proto file: the server describes itself.",
            "A method that streams gets its requests as lines of JSON, each sent when it is read, and each response"
                    + " is printed as one line when it arrives. Ctrl-C cancels the call.",
            "A failed call prints its code, reason, certainty and message on standard error."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ipc call demo/echo loopline.echo.v1.Echo/Bytes -d '{\"size\": 3}'",
            "  ipc call demo/echo Echo/Sleep -d '{\"millis\": 100}' --deadline 500ms",
            "  ipc call demo/echo Echo/Unary -d @request.json --header trace=42",
            "  echo '{\"payload\": \"aGVsbG8=\"}' | ipc call demo/echo Echo/Unary -d -",
            "  ipc call demo/echo Echo/ServerStream -d '{\"count\": 3, \"size\": 1, \"intervalMicros\": 1000000}'",
            "  ipc call demo/echo Echo/Bidi < requests.jsonl"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            ExitCodes.OK_LINE,
            ExitCodes.FAILED_LINE,
            ExitCodes.USAGE_LINE,
            ExitCodes.NO_CONNECTION_LINE,
            ExitCodes.LAUNCHER_LINE
        })
final class CallCommand implements Callable<Integer> {
    @Mixin
    private final Target target = new Target();

    @Parameters(
            index = "1",
            paramLabel = "SERVICE/METHOD",
            description = "What to call. The package may be left out where only one service has the name.")
    private String method = "";

    @Option(
            names = {"-d", "--data"},
            paramLabel = "JSON",
            description = {
                "The request: JSON, @FILE for a file, - for standard input. Default: {}",
                "Of a method to which requests are streamed: one on each line; may be repeated. Default: -"
            })
    private List<String> data = List.of();

    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How long the call may take: " + DurationConverter.FORMS + ". Default: the method's own")
    private @Nullable Duration deadline;

    @Option(
            names = "--header",
            paramLabel = "KEY=VALUE",
            description = "Metadata to send. May be repeated, also with one key.")
    private final List<String> headers = new ArrayList<>();

    @Mixin
    private final JsonOption json = new JsonOption();

    @Override
    public Integer call() {
        CallOptions options = options();
        data.forEach(RequestData::requireReadable);
        try (IpcClient client = target.connect()) {
            RemoteMethod remote = RemoteMethod.find(client, method);
            // Not a constant: what -v sets is read when the first logger is made.
            LoggerFactory.getLogger(CallCommand.class).debug("calling {} on {}", remote.descriptor(), client.peer());
            StreamingCall streaming = new StreamingCall(client, remote, options);
            switch (remote.type()) {
                case UNARY -> {
                    DynamicMessage message = remote.request(request(), "--data");
                    DynamicMessage response = client.call(remote.descriptor(), message, options);
                    System.out.println(remote.json(response, json.on()));
                }
                case SERVER_STREAMING -> streaming.serverStream(request());
                case CLIENT_STREAMING -> streaming.clientStream(requests());
                case BIDI_STREAMING -> streaming.bidiStream(requests());
            }
        }
        return ExitCodes.OK;
    }

    private String request() {
        if (data.size() > 1) {
            throw Failure.usage(
                    "BAD_OPTION",
                    "--data: given " + data.size() + " times (expected: once, since " + method + " takes one request)");
        }
        return data.isEmpty() ? "{}" : RequestData.read(data.get(0), System.in);
    }

    private RequestLines requests() {
        return new RequestLines(data.isEmpty() ? List.of("-") : data, System.in);
    }

    private CallOptions options() {
        if (deadline != null && deadline.isZero()) {
            throw Failure.usage("BAD_OPTION", "--deadline: zero (expected: more than that)");
        }
        CallOptions options = CallOptions.DEFAULT.withMetadata(metadata());
        return deadline == null ? options : options.withDeadline(deadline);
    }

    private Metadata metadata() {
        Metadata metadata = Metadata.EMPTY;
        for (String header : headers) {
            int equals = header.indexOf('=');
            if (equals < 0) {
                throw Failure.usage("BAD_OPTION", "--header: \"" + header + "\" (expected: key=value)");
            }
            try {
                metadata = metadata.with(header.substring(0, equals), header.substring(equals + 1));
            } catch (IllegalArgumentException e) {
                throw Failure.usage("BAD_OPTION", "--header: " + e.getMessage());
            }
        }
        return metadata;
    }
}
