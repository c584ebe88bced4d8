package dev.loopline.examples.demo;

import dev.loopline.StatusException;
import dev.loopline.metrics.IpcMetrics;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The {@code demo} command.
 *
 * <p><b>Threading:</b> for one thread.
 */
@Command(
        name = "demo",
        description = {
            "Examines the files of a directory with two helper processes.",
            "",
            "Starts two helpers, gives each file to the one that is free, by a call that returns its size, SHA-256, "
                    + "media type and, for text, lines and words, and prints a table. The helpers call back to report "
                    + "progress. A sample of the results is checked. Symbolic links are not followed; what cannot be "
                    + "read is counted and listed. Files of a helper that ends go to the other one.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ipc demo", "  ipc demo /usr/share/doc", "  ipc demo --json"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Every file that was found was examined, or is listed as skipped. An empty DIR is fine.",
            "1:The job could not be finished: the server or the helpers could not start, or all helpers ended.",
            "2:The command line is wrong.",
            "3:DIR does not exist, is no directory or cannot be read.",
            "4:A file of the sample differs from what a helper said.",
            "130:Interrupted (Ctrl-C); 143 if terminated. The helpers are ended."
        })
public final class DemoCommand implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int NO_DIRECTORY = 3;
    private static final int SAMPLE_DIFFERS = 4;

    /** What is no source of this repository. Only left out when no directory is named. */
    private static final Set<String> BUILD_OUTPUT = Set.of(".git", "target");

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DIR",
            description = "Where the files are. Without it: the directory of this program's sources, without the "
                    + "directories .git and target in it.")
    private @Nullable Path named;

    @Option(names = "--json", description = "Print one JSON object on standard output instead, and no progress.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean unusedHelp; // picocli acts on it

    private final IpcMetrics metrics;

    /** Makes the command, to be filled by picocli. */
    public DemoCommand() {
        this(IpcMetrics.none());
    }

    /**
     * Makes the command for a program that has its own meters.
     *
     * @param metrics where the main process is measured
     */
    public DemoCommand(IpcMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public Integer call() throws InterruptedException {
        Path directory;
        try {
            directory = readable(named == null ? home() : named);
        } catch (IOException e) {
            System.err.println("ipc demo: " + e.getMessage());
            return NO_DIRECTORY;
        }
        try {
            ProgressLines progress = new ProgressLines(json ? line -> {} : System.err::println);
            DemoJob job =
                    new DemoJob(directory, named == null ? BUILD_OUTPUT : Set.of(), System.err::println, progress);
            return report(job.metrics(metrics).run(), System.out);
        } catch (DemoFailure | StatusException e) {
            System.err.println("ipc demo: " + e.getMessage());
            return FAILED;
        }
    }

    private int report(DemoResult result, PrintStream out) {
        if (json) {
            out.println(JsonReport.of(result));
        } else {
            new TableReport(out).print(result);
        }
        out.flush();
        return result.check().differing().isEmpty() ? 0 : SAMPLE_DIFFERS;
    }

    private static Path home() {
        return Path.of(System.getProperty("loopline.home", ""));
    }

    /** {@return the directory without symbolic links on the way to it} */
    private static Path readable(Path directory) throws IOException {
        Path absolute = directory.toAbsolutePath();
        if (!Files.exists(absolute)) {
            throw new IOException(absolute + ": does not exist (expected: a directory)");
        }
        if (!Files.isDirectory(absolute)) {
            throw new IOException(absolute + ": is no directory (expected: a directory)");
        }
        if (!Files.isReadable(absolute) || !Files.isExecutable(absolute)) {
            throw new IOException(absolute + ": cannot be read (expected: a directory that this user may list)");
        }
        return absolute.toRealPath();
    }
}
