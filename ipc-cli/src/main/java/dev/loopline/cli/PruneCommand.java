package dev.loopline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.endpoint.PrunedFile;
import dev.loopline.endpoint.PrunedFile.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ipc prune}: removes what dead servers left. */
@Command(
        name = "prune",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Removes the files of servers of this user that are gone, and says of each file what became of it.",
            "Files of live servers are kept, and lock files always: two servers could otherwise have one name.",
            "Nobody needs this for a server to start again; it tidies up."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ipc prune --dry-run", "  ipc prune", "  ipc prune --json"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:removed what there was to remove, be it nothing",
            "1:the runtime directory is not safe or cannot be read, or a file cannot be removed",
            ExitCodes.USAGE_LINE,
            ExitCodes.LAUNCHER_LINE
        })
final class PruneCommand implements Callable<Integer> {
    @Option(
            names = {"-n", "--dry-run"},
            description = "Only say what would be removed.")
    private boolean dryRun;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Override
    public Integer call() {
        EndpointDirectory directory = EndpointDirectory.standard();
        List<PrunedFile> files = dryRun ? directory.rehearsePrune() : directory.prune();
        if (json.on()) {
            JsonArray array = new JsonArray();
            files.forEach(file -> array.add(json(file)));
            System.out.println(Json.line(array));
        } else if (files.isEmpty()) {
            System.err.println("ipc: nothing to remove in " + directory.path());
        } else {
            print(files);
        }
        boolean failed = files.stream().anyMatch(file -> file.outcome() == Outcome.FAILED);
        return failed ? ExitCodes.FAILED : ExitCodes.OK;
    }

    private static void print(List<PrunedFile> files) {
        Table table = new Table("NAME", "OUTCOME", "FILE");
        for (PrunedFile file : files) {
            table.row(
                    List.of(
                            file.name().value(),
                            outcome(file),
                            file.file().getFileName().toString()),
                    file.reason());
        }
        System.out.print(table);
    }

    private static JsonObject json(PrunedFile file) {
        JsonObject object = new JsonObject();
        object.addProperty("name", file.name().value());
        object.addProperty("outcome", outcome(file));
        object.addProperty("file", file.file().toString());
        object.addProperty("reason", file.reason());
        return object;
    }

    private static String outcome(PrunedFile file) {
        return file.outcome().name().toLowerCase(Locale.ROOT);
    }
}
