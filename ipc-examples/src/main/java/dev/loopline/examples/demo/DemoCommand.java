package dev.loopline.examples.demo;

import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.metrics.IpcMetrics;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
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
            "Starts two helpers. One scans DIR and sends what it finds as a stream. Each file goes to the helper that "
                    + "is free, by a call that returns its size, SHA-256, media type and, for text, lines and words. "
                    + "The helpers publish their progress as events. A table says what it all comes to, and a sample of "
                    + "the results is checked. Symbolic links are not followed; what cannot be read is counted and "
                    + "listed. A helper that ends is started again. What it had not answered goes to the one that is "
                    + "free, which also goes on with the scan.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ipc demo", "  ipc demo /usr/share/doc", "  ipc demo --json"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Every file that was found was examined, or is counted as skipped. An empty DIR is fine.",
            "1:The job could not be finished: no helper could be started, or all ended again and again, or the result "
                    + "cannot be written.",
            "2:The command line is wrong.",
            "3:DIR does not exist, is no directory or cannot be read.",
            "4:A file of the sample differs from what a helper said.",
            "130:Interrupted (Ctrl-C); 143 if terminated, 129 if its terminal was closed. The helpers are ended."
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
            names = "--no-progress",
            description = "Do not show how far the helpers are. It is shown on standard error: a few lines that change "
                    + "if that is a terminal, else a line now and then.")
    private boolean noProgress;

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
        Screen screen = screen();
        try {
            if (named != null && named.toString().isEmpty()) {
                throw new IOException("DIR: empty (expected: a directory)"); // to Java it would be the current one
            }
            Path directory = readable(named == null ? home() : named);
            DemoResult result = new DemoJob(directory, named == null ? BUILD_OUTPUT : Set.of(), screen, metrics).run();
            print(json ? JsonReport.of(result) + "\n" : TableReport.of(result, Ansi.AUTO));
            return result.check().differing().isEmpty() ? 0 : SAMPLE_DIFFERS;
        } catch (IOException e) {
            return fail(screen, NO_DIRECTORY, Status.of(StatusCode.NOT_FOUND, "NO_DIRECTORY", e.getMessage()));
        } catch (DemoFailure e) {
            return fail(screen, FAILED, Status.of(StatusCode.FAILED_PRECONDITION, "DEMO_FAILED", e.getMessage()));
        } catch (StatusException e) {
            return fail(screen, FAILED, e.status());
        }
    }

    private Screen screen() throws InterruptedException {
        boolean progress = !json && !noProgress;
        Terminal terminal = progress ? Terminal.ofStandardError() : null;
        return terminal == null ? new PlainScreen(System.err, progress) : new LiveScreen(System.err, terminal);
    }

    private static void print(String text) {
        System.out.print(text);
        if (System.out.checkError()) {
            throw new DemoFailure("the result cannot be written to standard output (closed, or a disk that is full)");
        }
    }

    private int fail(Screen screen, int exitCode, Status status) {
        screen.note(json ? JsonReport.of(status).toString() : "ipc demo: " + status.message());
        return exitCode;
    }

    private static Path home() {
        return Path.of(System.getProperty("loopline.home", ""));
    }

    /** {@return the directory without symbolic links on the way to it} */
    private static Path readable(Path named) throws IOException {
        Path absolute = named.toAbsolutePath();
        String shown = Printable.path(absolute);
        try {
            if (!Files.readAttributes(absolute, BasicFileAttributes.class).isDirectory()) {
                throw new IOException(shown + ": is no directory (expected: a directory)");
            }
            if (!Files.isReadable(absolute) || !Files.isExecutable(absolute)) {
                throw new AccessDeniedException(shown);
            }
            return absolute.toRealPath();
        } catch (NoSuchFileException e) {
            throw new IOException(shown + ": does not exist (expected: a directory)", e);
        } catch (AccessDeniedException e) {
            throw new IOException(shown + ": cannot be read (expected: a directory that this user may list)", e);
        } catch (FileSystemException e) {
            throw new IOException(shown + ": " + e.getReason() + " (expected: a directory)", e);
        }
    }
}
