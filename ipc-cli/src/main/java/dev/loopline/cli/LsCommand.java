package dev.loopline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.loopline.endpoint.Endpoint;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.endpoint.EndpointEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ipc ls}: the servers of this user. */
@Command(
        name = "ls",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Lists the servers of this user, without connecting to them.",
            "One that is not live is followed by the reason: 'stale' was left by a process that is gone,",
            "'invalid' cannot be trusted, read or reached from here."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ipc ls", "  ipc ls --json"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:listed, be it nothing",
            "1:the runtime directory is not safe or cannot be read",
            ExitCodes.USAGE_LINE,
            ExitCodes.LAUNCHER_LINE
        })
final class LsCommand implements Callable<Integer> {
    @Mixin
    private final JsonOption json = new JsonOption();

    @Override
    public Integer call() {
        EndpointDirectory directory = EndpointDirectory.standard();
        List<EndpointEntry> entries = directory.list();
        Instant now = Instant.now();
        if (json.on()) {
            JsonArray array = new JsonArray();
            entries.forEach(entry -> array.add(json(entry, now)));
            System.out.println(Json.line(array));
        } else if (entries.isEmpty()) {
            System.err.println("ipc: no server is published in " + directory.path());
        } else {
            print(entries, now);
        }
        return ExitCodes.OK;
    }

    private static void print(List<EndpointEntry> entries, Instant now) {
        Table table = new Table("NAME", "STATE", "PID", "AGE", "ADDRESS", "APPLICATION");
        for (EndpointEntry entry : entries) {
            Endpoint endpoint = entry.endpoint();
            List<String> cells = new ArrayList<>(List.of(entry.name().value(), state(entry)));
            if (endpoint == null) {
                cells.addAll(List.of("-", "-", "-", "-"));
            } else {
                cells.add(Long.toString(endpoint.process().pid()));
                cells.add(Table.age(age(endpoint, now)));
                cells.add(Addresses.withPort(endpoint));
                cells.add(endpoint.application());
            }
            table.row(cells, entry.reason());
        }
        System.out.print(table);
    }

    private static JsonObject json(EndpointEntry entry, Instant now) {
        Endpoint endpoint = entry.endpoint();
        JsonObject object = new JsonObject();
        if (endpoint == null) {
            object.addProperty("name", entry.name().value());
        } else {
            object = Json.of(endpoint);
            object.addProperty("application", endpoint.application());
            object.addProperty("createdAt", endpoint.createdAt().toString());
            object.addProperty("ageSeconds", age(endpoint, now).toSeconds());
        }
        object.addProperty("state", state(entry));
        if (!entry.reason().isEmpty()) {
            object.addProperty("reason", entry.reason());
        }
        return object;
    }

    private static String state(EndpointEntry entry) {
        return entry.state().name().toLowerCase(Locale.ROOT);
    }

    // Not below zero, should the clock have been set back.
    private static Duration age(Endpoint endpoint, Instant now) {
        Duration age = Duration.between(endpoint.createdAt(), now);
        return age.isNegative() ? Duration.ZERO : age;
    }
}
