package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What needs no server and no process of its own. */
class UsageTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine ipc =
            Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    @ParameterizedTest
    @ValueSource(strings = {"", "serve", "ls", "prune", "call", "ping", "pub", "sub", "topics", "demo"})
    void helpShowsExamplesAndExitCodes(String command) {
        int code = command.isEmpty() ? ipc.execute("--help") : ipc.execute(command, "--help");

        assertThat(code).isZero();
        assertThat(out.toString()).contains("Usage: ipc", "Examples:", "Exit codes:", "  0 ", "  2 ");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void versionIsOneLine() {
        int code = ipc.execute("--version");

        assertThat(code).isZero();
        assertThat(out.toString().strip()).matches("ipc [0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    frobnicate                                | 'frobnicate'
                    serv --name a                             | did you mean serve
                    serve                                     | --name
                    serve --name A/B                          | endpoint name: "A/B" (expected:
                    serve --name a --port 0                   | port: 0 (expected: 1..65535)
                    serve --name a --port 1 --preferred-port 2| mutually exclusive
                    serve --name a --grace 2h                  | grace: PT2H (expected: PT0S..PT1H)
                    call a                                    | SERVICE/METHOD
                    call A/B Echo/Unary                       | endpoint name: "A/B"
                    call a Echo/Unary --deadline 2            | "2" (expected: a number and ms, s, m or h: 500ms, 2s)
                    call a Echo/Unary --deadline 2sec         | "2sec" (expected: a number and ms
                    call a Echo/Unary --deadline -1s          | "-1s" (expected: a number and ms
                    call a Echo/Unary --deadline 0ms          | --deadline: zero (expected: more
                    call a Echo/Unary --header trace          | --header: "trace" (expected: key=value)
                    call a Echo/Unary --header Trace=1        | metadata key: character U+0054
                    call a Echo/Unary -d @/no/such/file       | --data: /no/such/file cannot be read
                    ping a --count 0                          | --count: 0 (expected: 1..10000000)
                    ping a --warm-up -1                       | --warm-up: -1 (expected: 0..10000000)
                    prune a                                   | 'a'
                    pub a                                     | TOPIC
                    pub a b.*                                 | topic: "b.*" (expected: levels of A-Z
                    pub a b..c                                | topic: "b..c" (expected: levels of A-Z
                    pub a b -d @/no/such/file                 | --data: /no/such/file cannot be read
                    sub a                                     | PATTERN
                    sub a b.>.c                               | pattern: "b.>.c" (expected: levels of A-Z
                    sub a b --count 0                         | --count: 0 (expected: 1 or more)
                    sub a b --overflow drop                   | "drop" (expected: drop-oldest, drop-newest
                    sub A/B b                                 | endpoint name: "A/B"
                    topics a b..c                             | pattern: "b..c" (expected: levels of A-Z
                    """)
    void wrongCommandLineIsOneLineThatNamesWhatIsExpected(String args, String message) {
        int code = ipc.execute(args.strip().split(" +"));

        assertThat(code).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).startsWith("ipc: ").contains(message).hasLineCount(1);
    }

    @Test
    void noCommandIsAWrongCommandLine() {
        int code = ipc.execute();

        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).startsWith("ipc: no command (expected: ");
    }
}
