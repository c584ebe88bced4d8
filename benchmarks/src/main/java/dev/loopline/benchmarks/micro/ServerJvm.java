package dev.loopline.benchmarks.micro;

import dev.loopline.IpcServer;
import dev.loopline.endpoint.EndpointDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server in a JVM of its own, with the options of this one. It says that it is ready by a byte on its standard output, and
 * ends with its standard input.
 *
 * <p><b>Threading:</b> for one thread.
 */
public final class ServerJvm implements Closeable {
    /** The endpoint's name. */
    static final String NAME = "benchmark";

    private static final long EXIT_SECONDS = 10;

    private final Process process;

    private ServerJvm(Process process) {
        this.process = process;
    }

    /** Starts it and returns when it can be called. */
    static ServerJvm start(Wire transport, Handlers handlers, Path directory) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            boolean ofTheRuntime = option.startsWith("-X") && !option.startsWith("-XX:StartFlightRecording");
            if (ofTheRuntime || option.startsWith("--enable-native-access")) {
                command.add(option);
            }
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ServerJvm.class.getName()));
        command.addAll(List.of(transport.name(), handlers.name(), directory.toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (process.getInputStream().read() < 0) {
            process.destroyForcibly();
            throw new IOException("server: ended before it was ready; what went wrong is on its standard error");
        }
        return new ServerJvm(process);
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The process itself.
     *
     * @param args a {@link Wire}, {@link Handlers} and the directory of the endpoint
     * @throws IOException if standard input or output fails
     */
    public static void main(String[] args) throws IOException {
        EndpointDirectory directory = EndpointDirectory.at(Path.of(args[2]));
        IpcServer server = Echo.serve(IpcServer.named(NAME), Handlers.valueOf(args[1]))
                .transport(Wire.valueOf(args[0]).provider())
                .directory(directory)
                .start();
        try {
            System.out.write('r');
            System.out.flush();
            while (System.in.read() >= 0) {
                // until the end
            }
        } finally {
            server.close();
        }
    }
}
