package dev.loopline.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import picocli.CommandLine;

/** Where the {@code ipc} command starts. */
public final class Main {
    private Main() {}

    /**
     * Runs a command and ends the JVM with its exit code.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        // JSON is UTF-8 whatever the locale says.
        System.setOut(utf8(FileDescriptor.out));
        System.setErr(utf8(FileDescriptor.err));
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        IpcCommand root = new IpcCommand();
        Errors errors = new Errors(root);
        return new CommandLine(root)
                .setOut(new PrintWriter(System.out, true, UTF_8))
                .setErr(new PrintWriter(System.err, true, UTF_8))
                .setExecutionStrategy(root::run)
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors)
                .setExpandAtFiles(false); // -d @FILE is ours to read
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, UTF_8);
    }
}
