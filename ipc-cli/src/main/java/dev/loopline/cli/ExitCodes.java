package dev.loopline.cli;

/** What the exit code of a command says; docs/cli.md lists the same. */
final class ExitCodes {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int NO_CONNECTION = 4;

    // As picocli shows them in --help.
    static final String OK_LINE = "0:done";
    static final String FAILED_LINE = "1:the operation or the call failed";
    static final String USAGE_LINE =
            "2:the command line is wrong: an option, a name, JSON, or a service, method, type or field that does not exist";
    static final String NO_CONNECTION_LINE =
            "4:no connection: there is no such server, or it cannot be reached, or it cannot prove itself";
    static final String LAUNCHER_LINE =
            "5:the launcher cannot run or build: Java or Maven is missing, or the build failed";

    private ExitCodes() {}
}
