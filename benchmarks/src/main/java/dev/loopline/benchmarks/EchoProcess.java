package dev.loopline.benchmarks;

import dev.loopline.IpcServer;
import dev.loopline.call.HandlerExecution;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.echo.ConformanceEcho;
import dev.loopline.echo.EchoService;
import dev.loopline.endpoint.EndpointDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A server of the Echo service in a process of its own, so that client and server share neither heap nor compiler.
 *
 * <p><b>Threading:</b> for one thread.
 */
public final class EchoProcess implements AutoCloseable {
    private static final long EXIT_SECONDS = 10;

    private final Process process;

    private EchoProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts the process and waits until it can be called.
     *
     * @param directory where it publishes its endpoint
     * @param name under which
     * @param direct whether handlers run on the connection's thread
     */
    static EchoProcess start(Path directory, String name, boolean direct) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("java.class.path"),
                EchoProcess.class.getName(),
                directory.toString(),
                name,
                Boolean.toString(direct));
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (!"ready".equals(line)) {
            process.destroyForcibly();
            throw new IOException("echo process said: " + line + " (expected: ready)");
        }
        return new EchoProcess(process);
    }

    /** Ends the process, by the end of its standard input. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The process itself: serves until its standard input ends.
     *
     * @param args directory, name, whether handlers run directly
     * @throws IOException if standard input cannot be read
     */
    public static void main(String[] args) throws IOException {
        ServiceDefinition echo = EchoService.of(new ConformanceEcho());
        if (Boolean.parseBoolean(args[2])) {
            echo = echo.withExecution(HandlerExecution.direct());
        }
        try (IpcServer server = IpcServer.named(args[1])
                .directory(EndpointDirectory.at(Path.of(args[0])))
                .service(echo)
                .start()) {
            System.out.println("ready");
            int read = System.in.read();
            if (read >= 0) {
                throw new IOException(
                        "standard input of " + server + ": byte " + read + " (expected: nothing but its end)");
            }
        }
    }
}
