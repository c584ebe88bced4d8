package dev.loopline.cli;

import dev.loopline.Certainty;
import dev.loopline.IpcClient;
import dev.loopline.IpcClientBuilder;
import dev.loopline.Status;
import dev.loopline.StatusException;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.endpoint.EndpointEntry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The server that a command talks to. */
final class Target {
    private static final Set<String> NOT_THERE = Set.of("ENDPOINT_NOT_FOUND", "ENDPOINT_STALE");
    private static final int MAX_NAMES = 20;

    @Parameters(index = "0", paramLabel = "NAME", description = "Name of the server, as 'ipc ls' shows it.")
    private String name = "";

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How long to wait for the server to appear: " + DurationConverter.FORMS
                    + ". By default it must be there.")
    private Duration wait = Duration.ZERO;

    String name() {
        return name;
    }

    IpcClient connect() {
        IpcClientBuilder builder;
        try {
            builder = IpcClient.named(name);
        } catch (IllegalArgumentException e) {
            throw Failure.usage("BAD_NAME", String.valueOf(e.getMessage()));
        }
        try {
            return builder.waitForEndpoint(wait).connect();
        } catch (StatusException e) {
            Status status = NOT_THERE.contains(e.reason()) ? withAlternatives(e.status()) : e.status();
            throw Failure.noConnection(status, e);
        }
    }

    private static Status withAlternatives(Status status) {
        List<String> live = EndpointDirectory.standard().list().stream()
                .filter(entry -> entry.state() == EndpointEntry.State.LIVE)
                .map(entry -> entry.name().value())
                .toList();
        String there = live.isEmpty() ? "no server is running" : "running: " + shortened(live);
        return new Status(
                status.code(),
                status.reason(),
                status.message() + "; " + there,
                Certainty.NOT_EXECUTED,
                status.cause());
    }

    private static String shortened(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(MAX_NAMES, names.size())));
        return names.size() <= MAX_NAMES ? first : first + " and " + (names.size() - MAX_NAMES) + " more ('ipc ls')";
    }
}
