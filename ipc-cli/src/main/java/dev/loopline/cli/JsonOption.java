package dev.loopline.cli;

import picocli.CommandLine.Option;

/** The option of every command whose output is data. */
final class JsonOption {
    @Option(names = "--json", description = "Print one line of JSON; errors too, on standard error.")
    private boolean on;

    boolean on() {
        return on;
    }
}
