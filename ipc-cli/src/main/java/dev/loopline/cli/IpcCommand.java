package dev.loopline.cli;

import dev.loopline.examples.demo.DemoCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The command that holds all others. */
@Command(
        name = "ipc",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Calls and events between the processes of one machine, over loopback.",
        subcommands = {
            ServeCommand.class,
            LsCommand.class,
            PruneCommand.class,
            CallCommand.class,
            PingCommand.class,
            PubCommand.class,
            SubCommand.class,
            TopicsCommand.class,
            RunCommand.class,
            DemoCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ipc serve --name demo/echo",
            "  ipc demo",
            "  ipc ls",
            "  ipc call demo/echo Echo/Bytes -d '{\"size\": 3}'",
            "  ipc sub demo/echo 'photo.>'",
            "  ipc COMMAND --help"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            ExitCodes.OK_LINE,
            ExitCodes.FAILED_LINE,
            ExitCodes.USAGE_LINE,
            ExitCodes.NO_CONNECTION_LINE,
            ExitCodes.LAUNCHER_LINE
        })
final class IpcCommand implements Runnable {
    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Also print debug logs and, when something fails, the stack trace.")
    private boolean verbose;

    boolean verbose() {
        return verbose;
    }

    int run(ParseResult parsed) {
        if (verbose) {
            // Read when the first logger is made, which no command has done yet.
            System.setProperty("org.slf4j.simpleLogger.log.dev.loopline", "debug");
            System.setProperty("org.slf4j.simpleLogger.log.dev.loopline.engine", "debug");
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    @Override
    public void run() {
        throw Failure.usage(
                "NO_COMMAND",
                "no command (expected: serve, ls, prune, call, ping, pub, sub, topics, run or demo); try 'ipc --help'");
    }
}
