package dev.loopline.system;

import dev.loopline.CallLimits;
import dev.loopline.HandshakeLimits;
import dev.loopline.MessageLimits;
import dev.loopline.StatusException;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.endpoint.Credential;
import dev.loopline.endpoint.Endpoint;
import dev.loopline.endpoint.EndpointId;
import dev.loopline.endpoint.EndpointName;
import dev.loopline.endpoint.ProcessIdentity;
import dev.loopline.internal.engine.ClientOpening;
import dev.loopline.internal.engine.HandlerThreads;
import dev.loopline.internal.engine.ServiceTable;
import dev.loopline.internal.engine.Session;
import dev.loopline.internal.engine.SessionAcceptor;
import dev.loopline.internal.engine.SessionConfig;
import dev.loopline.internal.engine.SessionListener;
import dev.loopline.internal.handshake.HandshakeOutcome;
import dev.loopline.internal.handshake.ProtocolVersions;
import dev.loopline.internal.handshake.ServerHandshake;
import dev.loopline.transport.Binding;
import dev.loopline.transport.TransportOptions;
import dev.loopline.transport.TransportRuntime;
import dev.loopline.transport.WaitMode;
import dev.loopline.transport.netty.NioTransportProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server of other versions and features than this library's, and clients like that. No endpoint file. */
final class Handshakes implements AutoCloseable {
    final Queue<HandshakeOutcome> outcomes = new ConcurrentLinkedQueue<>();
    private final HandlerThreads threads = new HandlerThreads("loopline-handshakes-handler", 1, 0, WaitMode.ADAPTIVE);
    private final SessionConfig config;
    private final TransportRuntime runtime =
            new NioTransportProvider().open(new TransportOptions("loopline-handshakes", 1, 65_536, 262_144, 1_048_576));
    private final EndpointId id = EndpointId.random();
    private final Credential credential = Credential.random();
    private final SessionAcceptor acceptor;
    private final Binding binding;

    Handshakes(ProtocolVersions versions) throws IOException {
        this(versions, List.of());
    }

    Handshakes(ProtocolVersions versions, List<ServiceDefinition> services) throws IOException {
        config = new SessionConfig(
                new ServiceTable(services, List.of()), threads, MessageLimits.DEFAULT, CallLimits.DEFAULT, List.of());
        acceptor = new SessionAcceptor(
                new ServerHandshake.Rules(
                        versions,
                        id,
                        tokenId -> tokenId == credential.tokenId() ? ServerHandshake.Known.of(credential) : null,
                        false,
                        config.helloLimits()),
                HandshakeLimits.DEFAULT,
                config,
                outcomes::add,
                SessionListener.NONE);
        binding = runtime.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), acceptor);
    }

    Endpoint endpoint() {
        return new Endpoint(
                EndpointName.of("handshakes"),
                id,
                List.of((InetSocketAddress) binding.address()),
                credential,
                ProcessIdentity.current(),
                "",
                Instant.EPOCH);
    }

    List<Session> sessions() {
        return acceptor.sessions();
    }

    /** {@return how many connections are in the handshake} */
    int openingCount() {
        return acceptor.openingCount();
    }

    /** Tries once to connect with other versions than this library's. */
    Session connect(Endpoint endpoint, ProtocolVersions versions) {
        CompletableFuture<Session> result = new CompletableFuture<>();
        ClientOpening.Target target =
                new ClientOpening.Target(versions, endpoint.id(), endpoint.credential(), Duration.ofSeconds(5));
        try {
            runtime.connect(
                            endpoint.addresses().get(0),
                            transport -> new ClientOpening(transport, target, config, result))
                    .get(10, TimeUnit.SECONDS);
            return result.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw (StatusException) e.getCause();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no end of the handshake", e);
        }
    }

    @Override
    public void close() {
        acceptor.close();
        threads.close();
        runtime.close();
    }
}
