package dev.loopline.test;

import static java.util.Objects.requireNonNull;

import dev.loopline.IpcClient;
import dev.loopline.IpcClientBuilder;
import dev.loopline.IpcServer;
import dev.loopline.IpcServerBuilder;
import dev.loopline.endpoint.EndpointDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What one test has of servers and clients, and the directories where they meet. Any thread. */
final class TestBench {
    private final String name;
    private final Leaks leaks;
    private final @Nullable InProcessLoopback transport;
    private final Path temporary;
    private final EndpointDirectory ofServer;
    private final EndpointDirectory ofClients;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>(); // guarded by this
    private @Nullable IpcServer server; // set before the test begins
    private @Nullable FaultProxy proxy; // set before the test begins
    private @Nullable IpcClient client; // guarded by this

    TestBench(String name, boolean inProcess, boolean alone) {
        this.name = name;
        leaks = new Leaks(alone);
        transport = inProcess ? new InProcessLoopback() : null;
        try {
            temporary = Files.createTempDirectory("loopline-test-");
        } catch (IOException e) {
            throw new UncheckedIOException("no directory for the endpoints of a test", e);
        }
        ofServer = EndpointDirectory.at(temporary.resolve("server"));
        ofClients = EndpointDirectory.at(temporary.resolve("clients"));
    }

    IpcServerBuilder newServer() {
        IpcServerBuilder builder = IpcServer.named(name).directory(ofServer);
        return transport == null ? builder : builder.transport(transport);
    }

    synchronized void start(IpcServerBuilder builder, boolean proxied, long seed) {
        IpcServer started = builder.start();
        opened.push(started);
        server = started;
        if (proxied) {
            FaultProxy made = FaultProxy.to(started.endpoint(), seed);
            opened.push(made);
            proxy = made.publishIn(ofClients);
        }
    }

    IpcServer server() {
        return requireNonNull(server, "the server did not start");
    }

    @Nullable
    FaultProxy proxy() {
        return proxy;
    }

    EndpointDirectory directory() {
        return proxy == null ? ofServer : ofClients;
    }

    IpcClientBuilder newClient() {
        IpcClientBuilder builder = IpcClient.named(name).directory(directory());
        return transport == null ? builder : builder.transport(transport);
    }

    synchronized IpcClient client() {
        IpcClient connected = client;
        if (connected == null) {
            connected = newClient().connect();
            client = connected;
            opened.push(connected);
        }
        return connected;
    }

    /** Closes what was opened here, the last first, and fails if anything else is left. */
    synchronized void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
        List<String> left = leaks.find(List.of(ofServer, ofClients));
        try (Stream<Path> files = Files.walk(temporary)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
        if (!left.isEmpty()) {
            throw new AssertionError("left open after the test: " + left
                    + " (expected: nothing); close the servers, clients and proxies that the test makes itself");
        }
    }
}
