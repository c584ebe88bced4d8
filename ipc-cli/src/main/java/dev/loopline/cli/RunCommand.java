package dev.loopline.cli;

import dev.loopline.StatusException;
import dev.loopline.echo.ConformanceEcho;
import dev.loopline.echo.EchoService;
import dev.loopline.process.HelperExit;
import dev.loopline.process.HelperLine;
import dev.loopline.process.HelperProcess;
import dev.loopline.process.HelperProcessBuilder;
import dev.loopline.process.RestartPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ipc run}: starts a helper and looks after it, until it ends or is told to. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Starts a program that speaks the bootstrap of docs/helpers.md, and looks after it.",
            "Its output is passed on; standard error also says how it is. Ctrl-C or SIGTERM stops it."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ipc run -- python3 echo.py",
            "  ipc run --restart on-failure --name thumbs -- java -cp app.jar photo.ThumbMain"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0 to 255:the exit code of the program, 128 + N after signal N",
            "1:it could not be started, or was not ready in time",
            ExitCodes.USAGE_LINE,
            ExitCodes.LAUNCHER_LINE
        })
final class RunCommand implements Callable<Integer> {
    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What the helper is called. By default the program's name.")
    private @Nullable String name;

    @Option(
            names = "--restart",
            paramLabel = "WHEN",
            description = "Start it again when it ends: never, on-failure or always. Default: ${DEFAULT-VALUE}.",
            defaultValue = "never",
            converter = RestartConverter.class)
    private RestartPolicy restart = RestartPolicy.never();

    @Option(
            names = "--ready-timeout",
            paramLabel = "TIME",
            description = "How long it has to become ready, each time. Default: ${DEFAULT-VALUE}.",
            defaultValue = "10s",
            converter = DurationConverter.class)
    private Duration readyTimeout = HelperProcess.DEFAULT_START_TIMEOUT;

    @Parameters(arity = "1..*", paramLabel = "COMMAND", description = "The program and its arguments, after --.")
    private List<String> command = new ArrayList<>();

    private final AtomicBoolean told = new AtomicBoolean();
    private volatile @Nullable HelperProcess helper;

    @Override
    public Integer call() throws InterruptedException {
        Thread starting = Thread.currentThread();
        Signals.onEach(signal -> onSignal(signal, starting));
        HelperProcess started = start();
        if (started == null) {
            return ExitCodes.FAILED;
        }
        helper = started;
        if (told.get()) {
            started.close();
        }
        try {
            return exitCode(started.ended().toCompletableFuture().get());
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a helper cannot fail", e);
        }
    }

    private static int exitCode(HelperExit exit) {
        return exit.code() < 0 ? ExitCodes.FAILED : exit.code();
    }

    /** {@return the helper; {@code null} if it was told to end before it was ready} */
    private @Nullable HelperProcess start() {
        try {
            return describe().start(readyTimeout);
        } catch (StatusException e) {
            if (told.get()) {
                return null; // what is left of it is ended with this process
            }
            throw e;
        } catch (IllegalArgumentException e) {
            throw Failure.usage("BAD_OPTION", String.valueOf(e.getMessage()));
        }
    }

    private HelperProcessBuilder describe() {
        HelperProcessBuilder builder = HelperProcess.command(command.toArray(String[]::new))
                .service(EchoService.of(new ConformanceEcho()))
                .restart(restart)
                .output(RunCommand::print)
                .onStateChange(change -> say(change.toString()));
        return name == null ? builder : builder.name(name);
    }

    private void onSignal(Signals.Signal signal, Thread starting) {
        if (told.getAndSet(true)) {
            if (signal.insists()) {
                Runtime.getRuntime().halt(signal.exitCode()); // the helper notices
            }
            return;
        }
        HelperProcess running = helper;
        if (running == null) {
            starting.interrupt();
        } else {
            running.close();
        }
    }

    private static void print(HelperLine line) {
        (line.source() == HelperLine.Source.OUTPUT ? System.out : System.err).println(line.text());
    }

    private static void say(String what) {
        what.lines().forEach(line -> System.err.println("ipc: " + line));
    }
}
