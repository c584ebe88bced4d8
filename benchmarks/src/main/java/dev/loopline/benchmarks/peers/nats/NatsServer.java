package dev.loopline.benchmarks.peers.nats;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A nats-server of our own, with its defaults, at a free port of 127.0.0.1.
 *
 * <p><b>Threading:</b> for one thread.
 */
public final class NatsServer implements Closeable {
    /** How to get it. */
    public static final String MISSING =
            "nats: left out, since there is no nats-server on the PATH (Debian, Ubuntu: sudo apt install nats-server)";

    private static final long START_MILLIS = 10_000;

    private final Process process;
    private final int port;

    private NatsServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** {@return where it is; Debian's place is not on everybody's PATH} */
    public static Optional<Path> find() {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
        return Stream.of(path.split(File.pathSeparator))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, "nats-server"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    public static NatsServer start(Path program) throws IOException, InterruptedException {
        int port = freePort();
        Process process = new ProcessBuilder(
                        program.toString(), "--addr", "127.0.0.1", "--port", Integer.toString(port))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        NatsServer server = new NatsServer(process, port);
        long begin = System.nanoTime();
        while (!server.listens()) {
            if (!process.isAlive() || System.nanoTime() - begin > TimeUnit.MILLISECONDS.toNanos(START_MILLIS)) {
                server.close();
                throw new IOException(program + ": does not listen at port " + port + " (try it by hand)");
            }
            Thread.sleep(10);
        }
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false; // not yet
        }
    }

    /** {@return where it listens} */
    public int port() {
        return port;
    }

    /** {@return the number that the system knows it by} */
    public long pid() {
        return process.pid();
    }

    /** {@return what the program says of itself, or nothing if there is none} */
    public static String version() {
        return Version.SAID;
    }

    private static String askVersion() {
        Path program = find().orElse(null);
        if (program == null) {
            return "no nats-server";
        }
        try {
            Process asked = new ProcessBuilder(program.toString(), "--version").start();
            return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .strip()
                    .replace(": v", " ");
        } catch (IOException e) {
            return "nats-server of unknown version";
        }
    }

    @Override
    public void close() {
        process.destroy();
    }

    /** Asked once, when somebody wants to know. */
    private static final class Version {
        static final String SAID = askVersion();
    }
}
