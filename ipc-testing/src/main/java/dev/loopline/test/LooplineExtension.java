package dev.loopline.test;

import static java.util.Objects.requireNonNull;

import dev.loopline.IpcClient;
import dev.loopline.IpcClientBuilder;
import dev.loopline.IpcServer;
import dev.loopline.IpcServerBuilder;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.endpoint.EndpointDirectory;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A server for each test of a JUnit class, with a client, in an endpoint directory of its own.
 *
 * <pre>{@code
 * @RegisterExtension
 * final LooplineExtension loopline = LooplineExtension.serving(ThumbnailsService.of(new Thumbs())).throughFaultProxy();
 *
 * @Test
 * void aSlowServerIsGivenUp() {
 *     loopline.proxy().toClient(faults -> faults.delay(Duration.ofSeconds(1)));
 *     ... ThumbnailsClient.on(loopline.client()) ...
 * }
 * }</pre>
 *
 * <p>After each test it closes what it made, and fails the test if servers, clients or proxies are left that the test made
 * itself. In tests that JUnit runs at the same time as others it looks for endpoints only, since threads do not say whose
 * they are.
 *
 * <p><b>Threading:</b> configured by one thread; what a test asks for, any thread of that test.
 */
public final class LooplineExtension implements BeforeEachCallback, AfterEachCallback {
    private final List<ServiceDefinition> services;
    private String name = "under-test";
    private boolean inProcess;
    private boolean proxied;
    private long seed;
    private UnaryOperator<IpcServerBuilder> serverOptions = UnaryOperator.identity();
    private @Nullable TestBench bench;

    private LooplineExtension(List<ServiceDefinition> services) {
        this.services = services;
    }

    /**
     * Describes a server, over loopback TCP unless {@link #inProcess} is asked for.
     *
     * @param services what it serves; generated code makes one from an implementation
     * @return the extension
     */
    public static LooplineExtension serving(ServiceDefinition... services) {
        return new LooplineExtension(List.of(services));
    }

    /**
     * Names the server. By default {@code under-test}.
     *
     * @param endpointName as the program under test looks it up
     * @return this extension
     */
    public LooplineExtension named(String endpointName) {
        name = requireNonNull(endpointName, "endpointName");
        return this;
    }

    /**
     * Leaves sockets out: everything happens in this JVM, by the transport for that. Clients must come from
     * {@link #client} or {@link #newClient}.
     *
     * @return this extension
     * @throws IllegalStateException if a fault proxy is asked for, which needs sockets
     */
    public LooplineExtension inProcess() {
        inProcess = true;
        return checked();
    }

    /**
     * Leads all clients through a {@link FaultProxy}, and turns the server's address binding off, as that needs.
     *
     * @return this extension
     * @throws IllegalStateException if the server is to be in-process
     */
    public LooplineExtension throughFaultProxy() {
        return throughFaultProxy(0);
    }

    /**
     * Leads all clients through a {@link FaultProxy}, and turns the server's address binding off, as that needs.
     *
     * @param chance seed of what the proxy's scripts leave to chance
     * @return this extension
     * @throws IllegalStateException if the server is to be in-process
     */
    public LooplineExtension throughFaultProxy(long chance) {
        proxied = true;
        seed = chance;
        return checked();
    }

    private LooplineExtension checked() {
        if (inProcess && proxied) {
            throw new IllegalStateException(
                    "in-process server through a fault proxy (expected: one of the two; the proxy"
                            + " sits between sockets)");
        }
        return this;
    }

    /**
     * Sets what else a server can have: limits, interceptors, metrics.
     *
     * @param options gets a builder and returns it
     * @return this extension
     */
    public LooplineExtension server(UnaryOperator<IpcServerBuilder> options) {
        serverOptions = requireNonNull(options, "options");
        return this;
    }

    /** {@return the running server} */
    public IpcServer server() {
        return bench().server();
    }

    /**
     * {@return the proxy that all clients go through}
     *
     * @throws IllegalStateException if the extension has none
     */
    public FaultProxy proxy() {
        FaultProxy proxy = bench().proxy();
        if (proxy == null) {
            throw new IllegalStateException("no fault proxy (expected: LooplineExtension...throughFaultProxy())");
        }
        return proxy;
    }

    /**
     * {@return the client of this test: made and connected when it is first asked for, and closed by this extension}
     *
     * @throws dev.loopline.StatusException if it cannot connect
     */
    public IpcClient client() {
        return bench().client();
    }

    /** {@return a builder of another client of the server; the test closes what it makes with it} */
    public IpcClientBuilder newClient() {
        return bench().newClient();
    }

    /** {@return where clients find the server, for a program under test that makes them itself} */
    public EndpointDirectory directory() {
        return bench().directory();
    }

    private TestBench bench() {
        TestBench running = bench;
        if (running == null) {
            throw new IllegalStateException(
                    "no test is running (expected: an instance field with @RegisterExtension, used in a test)");
        }
        return running;
    }

    /** Starts the server. JUnit calls it. */
    @Override
    public void beforeEach(ExtensionContext context) {
        boolean alone = context.getExecutionMode() == ExecutionMode.SAME_THREAD;
        TestBench made = new TestBench(name, inProcess, alone);
        bench = made;
        IpcServerBuilder server = made.newServer();
        services.forEach(server::service);
        made.start(serverOptions.apply(server).addressBinding(!proxied), proxied, seed);
    }

    /** Closes what is open and looks for what should not be. JUnit calls it. */
    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        TestBench running = bench;
        bench = null;
        if (running != null) {
            running.close();
        }
    }
}
