package dev.loopline.testing;

import dev.loopline.CallLimits;
import dev.loopline.HandshakeLimits;
import dev.loopline.IpcConnection;
import dev.loopline.Keepalive;
import dev.loopline.MessageLimits;
import dev.loopline.call.ClientInterceptor;
import dev.loopline.call.ServerInterceptor;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.endpoint.Credential;
import dev.loopline.endpoint.EndpointId;
import dev.loopline.internal.engine.ClientOpening;
import dev.loopline.internal.engine.HandlerThreads;
import dev.loopline.internal.engine.HubAccess;
import dev.loopline.internal.engine.MessageMemory;
import dev.loopline.internal.engine.ServiceTable;
import dev.loopline.internal.engine.Session;
import dev.loopline.internal.engine.SessionAcceptor;
import dev.loopline.internal.engine.SessionConfig;
import dev.loopline.internal.engine.SessionListener;
import dev.loopline.internal.handshake.HandshakeOutcome;
import dev.loopline.internal.handshake.ProtocolVersions;
import dev.loopline.internal.handshake.ServerHandshake;
import dev.loopline.internal.observe.Observers;
import dev.loopline.transport.Binding;
import dev.loopline.transport.TransportOptions;
import dev.loopline.transport.TransportProvider;
import dev.loopline.transport.TransportRuntime;
import dev.loopline.transport.WaitMode;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A server's and a client's engine, connected over a real transport inside one JVM, without endpoint files: what tests of
 * calls stand on. Closing it ends everything.
 */
public final class EnginePair implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    public final Queue<HandshakeOutcome> handshakes = new ConcurrentLinkedQueue<>();
    public final EndpointId endpointId = EndpointId.random();
    public final Credential credential = Credential.random();
    private final List<Runnable> closers = new ArrayList<>();
    private final SessionAcceptor acceptor;
    private final SessionConfig serverConfig;
    private final SessionConfig clientConfig;
    private final TransportRuntime clientRuntime;
    private final Binding binding;
    private final Session clientSession;

    /** What a pair is made of; the defaults suit most tests. */
    public static final class Builder {
        private final TransportProvider provider;
        private final SocketAddress address;
        private final List<ServiceDefinition> serverServices = new ArrayList<>();
        private final List<ServiceDefinition> clientServices = new ArrayList<>();
        private final List<ServerInterceptor> serverInterceptors = new ArrayList<>();
        private final List<ClientInterceptor> clientInterceptors = new ArrayList<>();
        private MessageLimits serverMessages = MessageLimits.DEFAULT;
        private MessageLimits clientMessages = MessageLimits.DEFAULT;
        private CallLimits calls = CallLimits.DEFAULT;
        private CallLimits clientCalls = CallLimits.DEFAULT;
        private HandshakeLimits handshake = HandshakeLimits.DEFAULT;
        private Observers serverObservers = Observers.NONE;
        private Observers clientObservers = Observers.NONE;
        private HubAccess serverHub = HubAccess.NONE;
        private MessageMemory serverMemory = MessageMemory.ofProcess();
        private MessageMemory clientMemory = MessageMemory.ofProcess();

        private Builder(TransportProvider provider, SocketAddress address) {
            this.provider = provider;
            this.address = address;
        }

        public Builder serve(ServiceDefinition service) {
            serverServices.add(service);
            return this;
        }

        public Builder serveOnClient(ServiceDefinition service) {
            clientServices.add(service);
            return this;
        }

        public Builder intercept(ServerInterceptor interceptor) {
            serverInterceptors.add(interceptor);
            return this;
        }

        public Builder intercept(ClientInterceptor interceptor) {
            clientInterceptors.add(interceptor);
            return this;
        }

        public Builder serverMessages(MessageLimits limits) {
            serverMessages = limits;
            return this;
        }

        public Builder clientMessages(MessageLimits limits) {
            clientMessages = limits;
            return this;
        }

        public Builder calls(CallLimits limits) {
            calls = limits;
            clientCalls = limits;
            return this;
        }

        public Builder serverCalls(CallLimits limits) {
            calls = limits;
            return this;
        }

        public Builder handshake(HandshakeLimits limits) {
            handshake = limits;
            return this;
        }

        public Builder observe(Observers server, Observers client) {
            serverObservers = server;
            clientObservers = client;
            return this;
        }

        public Builder serverMemory(MessageMemory memory) {
            serverMemory = memory;
            return this;
        }

        public Builder clientMemory(MessageMemory memory) {
            clientMemory = memory;
            return this;
        }

        /** Has the server serve calls of a hub, so many of a connection. */
        public Builder serverHub(HubAccess hub) {
            serverHub = hub;
            return this;
        }

        public EnginePair connect() {
            return new EnginePair(this);
        }
    }

    public static Builder over(TransportProvider provider, SocketAddress address) {
        return new Builder(provider, address);
    }

    private EnginePair(Builder builder) {
        HandlerThreads serverThreads = later(threads("test-server-handler", builder.calls), HandlerThreads::close);
        HandlerThreads clientThreads = later(threads("test-client-handler", builder.calls), HandlerThreads::close);
        serverConfig = new SessionConfig(
                new ServiceTable(builder.serverServices, builder.serverInterceptors),
                serverThreads,
                builder.serverMessages,
                builder.calls,
                List.of(),
                builder.serverObservers,
                builder.serverMemory,
                builder.serverHub,
                WaitMode.ADAPTIVE,
                Keepalive.OFF);
        clientConfig = new SessionConfig(
                new ServiceTable(builder.clientServices, List.of()),
                clientThreads,
                builder.clientMessages,
                builder.clientCalls,
                builder.clientInterceptors,
                builder.clientObservers,
                builder.clientMemory);
        TransportRuntime serverRuntime =
                later(builder.provider.open(options("test-server", builder.serverMessages)), TransportRuntime::close);
        clientRuntime =
                later(builder.provider.open(options("test-client", builder.clientMessages)), TransportRuntime::close);
        acceptor = new SessionAcceptor(
                new ServerHandshake.Rules(
                        ProtocolVersions.CURRENT,
                        endpointId,
                        id -> id == credential.tokenId() ? ServerHandshake.Known.of(credential) : null,
                        true,
                        serverConfig.helloLimits()),
                builder.handshake,
                serverConfig,
                handshakes::add,
                SessionListener.NONE);
        try {
            binding = serverRuntime.bind(builder.address, acceptor);
        } catch (IOException e) {
            throw new AssertionError("cannot bind " + builder.address, e);
        }
        clientSession = open();
    }

    private static HandlerThreads threads(String name, CallLimits calls) {
        return new HandlerThreads(name, calls.maxHandlerThreads(), calls.maxQueuedCalls(), WaitMode.ADAPTIVE);
    }

    private static TransportOptions options(String name, MessageLimits limits) {
        return new TransportOptions(name, 1, limits.maxFrameBytes(), limits.lowWaterBytes(), limits.highWaterBytes());
    }

    /** One more authenticated session to the same server. */
    public Session open() {
        CompletableFuture<Session> result = new CompletableFuture<>();
        ClientOpening.Target target =
                new ClientOpening.Target(ProtocolVersions.CURRENT, endpointId, credential, PATIENCE);
        get(clientRuntime.connect(
                binding.address(), transport -> new ClientOpening(transport, target, clientConfig, result)));
        return get(result);
    }

    /** A peer that has proved itself and then sends whatever frames the test wants. */
    public RawPeer openRaw() {
        return RawPeer.connect(clientRuntime, binding.address(), endpointId, credential, clientConfig.helloLimits());
    }

    public Session clientSession() {
        return clientSession;
    }

    public IpcConnection client() {
        return clientSession.connection();
    }

    /** The server's side of the only connection there is. */
    public IpcConnection server() {
        return Waiting.until(
                        "one session",
                        () -> acceptor.sessions().size() == 1
                                ? acceptor.sessions().get(0)
                                : null)
                .connection();
    }

    public SessionAcceptor acceptor() {
        return acceptor;
    }

    public SocketAddress address() {
        return binding.address();
    }

    private <T> T later(T resource, Consumer<T> close) {
        closers.add(0, () -> close.accept(resource));
        return resource;
    }

    static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("not completed", e);
        }
    }

    @Override
    public void close() {
        acceptor.close();
        closers.forEach(Runnable::run);
    }
}
