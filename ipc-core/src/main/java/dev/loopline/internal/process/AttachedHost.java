package dev.loopline.internal.process;

import com.google.protobuf.MessageLite;
import dev.loopline.IpcClient;
import dev.loopline.IpcServer;
import dev.loopline.IpcServerBuilder;
import dev.loopline.PeerInfo;
import dev.loopline.Status;
import dev.loopline.StatusException;
import dev.loopline.call.BidiStream;
import dev.loopline.call.CallOptions;
import dev.loopline.call.ClientStream;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.call.ResponseStream;
import dev.loopline.endpoint.Endpoint;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.endpoint.EndpointName;
import dev.loopline.endpoint.ProcessIdentity;
import dev.loopline.internal.client.ClientConfig;
import dev.loopline.internal.client.ConnectedClient;
import dev.loopline.internal.host.HostClient;
import dev.loopline.process.HostProcess;
import dev.loopline.proto.host.v1.ReadyRequest;
import dev.loopline.proto.hub.v1.Peer;
import dev.loopline.proto.hub.v1.TopicInfo;
import dev.loopline.topic.Subscription;
import dev.loopline.topic.SubscriptionOptions;
import dev.loopline.topic.Topic;
import dev.loopline.topic.TopicChannel;
import dev.loopline.topic.TopicEvent;
import dev.loopline.topic.TopicPattern;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The host as its helper sees it. Any thread. */
public final class AttachedHost implements HostProcess {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final AtomicBoolean ATTACHED = new AtomicBoolean();

    private final Bootstrap bootstrap;
    private final IpcClient client;
    private final @Nullable IpcServer detached;

    private AttachedHost(Bootstrap bootstrap, IpcClient client, @Nullable IpcServer detached) {
        this.bootstrap = bootstrap;
        this.client = client;
        this.detached = detached;
    }

    /**
     * Attaches this process to its host.
     *
     * @param side what this process is to it
     * @return the host, connected
     * @throws StatusException if there is none, or it cannot be reached
     */
    public static HostProcess attach(HelperSide side) {
        if (!ATTACHED.compareAndSet(false, true)) {
            throw new IllegalStateException("attach: this process has attached already (expected: once)");
        }
        HostLoss loss = new HostLoss();
        HostInput input = new HostInput(System.in);
        Bootstrap bootstrap = input.readLine();
        if (side.detachedName() == null) {
            loss.arm(HostWatch.start(input, HostLife.of(bootstrap), loss::onLost));
        }
        IpcServer server = server(side);
        try {
            return new AttachedHost(bootstrap, ConnectedClient.connect(config(bootstrap, side)), server);
        } catch (StatusException e) {
            if (server != null) {
                server.close();
            }
            throw e.withCallerTrace();
        }
    }

    private static @Nullable IpcServer server(HelperSide side) {
        EndpointName name = side.detachedName();
        if (name == null) {
            return null;
        }
        IpcServerBuilder builder = IpcServer.named(name.value());
        side.serving().services().forEach(builder::service);
        side.serving().serverInterceptors().forEach(builder::intercept);
        side.serving().clientInterceptors().forEach(builder::intercept);
        return side.detachedServer().apply(builder).start();
    }

    private static ClientConfig config(Bootstrap host, HelperSide side) {
        EndpointName name = EndpointName.of("host");
        Endpoint endpoint = new Endpoint(
                name,
                host.id(),
                List.of(host.address()),
                host.credential(),
                new ProcessIdentity(host.hostPid(), host.hostStartTicks(), "", "", ""),
                "",
                Instant.now());
        return new ClientConfig(
                name,
                endpoint,
                EndpointDirectory.at(Path.of("")), // not looked at: the endpoint is known
                Duration.ZERO,
                CONNECT_TIMEOUT,
                side.transport(),
                side.waiting(),
                side.keepalive(),
                side.serving(),
                side.messageLimits(),
                side.callLimits(),
                side.observers(),
                true);
    }

    @Override
    public String name() {
        return bootstrap.helper();
    }

    @Override
    public long hostPid() {
        return bootstrap.hostPid();
    }

    @Override
    public void ready() {
        var unused = HostClient.on(client)
                .ready(ReadyRequest.newBuilder().setDetached(detached != null).build());
    }

    @Override
    public Status awaitHost() throws InterruptedException {
        try {
            return client.closed().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a connection cannot fail", e);
        }
    }

    @Override
    public void close() {
        client.close();
        if (detached != null) {
            detached.close();
        }
    }

    @Override
    public <Q extends MessageLite, R extends MessageLite> R call(
            MethodDescriptor<Q, R> method, Q request, CallOptions options) {
        return client.call(method, request, options);
    }

    @Override
    public <Q extends MessageLite, R extends MessageLite> CompletableFuture<R> callAsync(
            MethodDescriptor<Q, R> method, Q request, CallOptions options) {
        return client.callAsync(method, request, options);
    }

    @Override
    public <Q extends MessageLite, R extends MessageLite> ResponseStream<R> serverStream(
            MethodDescriptor<Q, R> method, Q request, CallOptions options) {
        return client.serverStream(method, request, options);
    }

    @Override
    public <Q extends MessageLite, R extends MessageLite> ClientStream<Q, R> clientStream(
            MethodDescriptor<Q, R> method, CallOptions options) {
        return client.clientStream(method, options);
    }

    @Override
    public <Q extends MessageLite, R extends MessageLite> BidiStream<Q, R> bidiStream(
            MethodDescriptor<Q, R> method, CallOptions options) {
        return client.bidiStream(method, options);
    }

    @Override
    public <T extends MessageLite> TopicChannel<T> topic(Topic<T> topic) {
        return client.topic(topic);
    }

    @Override
    public <T> Subscription subscribe(
            TopicPattern<T> pattern, SubscriptionOptions options, Consumer<? super TopicEvent<T>> handler) {
        return client.subscribe(pattern, options, handler);
    }

    @Override
    public List<TopicInfo> topics(String pattern) {
        return client.topics(pattern);
    }

    @Override
    public List<Peer> peers() {
        return client.peers();
    }

    @Override
    public boolean isOpen() {
        return client.isOpen();
    }

    @Override
    public CompletionStage<Status> closed() {
        return client.closed();
    }

    @Override
    public PeerInfo peer() {
        return client.peer();
    }

    @Override
    public String toString() {
        return "host of helper " + name() + " (pid " + hostPid() + ")";
    }
}
