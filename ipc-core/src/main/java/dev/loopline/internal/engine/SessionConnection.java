package dev.loopline.internal.engine;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.MessageLite;
import dev.loopline.IpcConnection;
import dev.loopline.PeerInfo;
import dev.loopline.Status;
import dev.loopline.call.BidiStream;
import dev.loopline.call.CallOptions;
import dev.loopline.call.ClientStream;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.call.MethodType;
import dev.loopline.call.ResponseStream;
import dev.loopline.internal.endpoint.LoopbackLiteral;
import dev.loopline.proto.hub.v1.Peer;
import dev.loopline.proto.hub.v1.TopicInfo;
import dev.loopline.topic.Subscription;
import dev.loopline.topic.SubscriptionOptions;
import dev.loopline.topic.Topic;
import dev.loopline.topic.TopicChannel;
import dev.loopline.topic.TopicEvent;
import dev.loopline.topic.TopicPattern;
import dev.loopline.transport.Transport;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A session as its users see it. Any thread. */
final class SessionConnection implements IpcConnection {
    private static final long CLOSE_SECONDS = 5;

    private final Session session;
    private final Transport transport;
    private final InterceptedCalls calls;
    private final InterceptedStreams streams;

    SessionConnection(Session session, Transport transport, OutgoingCalls outgoing) {
        this.session = session;
        this.transport = transport;
        this.calls = new InterceptedCalls(session.config().interceptors(), outgoing::start);
        this.streams = new InterceptedStreams(session.config().interceptors(), outgoing);
    }

    Session session() {
        return session;
    }

    @Override
    public <Q extends MessageLite, R extends MessageLite> R call(
            MethodDescriptor<Q, R> method, Q request, CallOptions options) {
        BlockingCalls.requireWaitingAllowed(transport.onTransportThread(), method);
        return BlockingCalls.await(method, callAsync(method, request, options), session.blocked());
    }

    @Override
    public <Q extends MessageLite, R extends MessageLite> CompletableFuture<R> callAsync(
            MethodDescriptor<Q, R> method, Q request, CallOptions options) {
        return calls.start(method, request, options);
    }

    @Override
    public <Q extends MessageLite, R extends MessageLite> ResponseStream<R> serverStream(
            MethodDescriptor<Q, R> method, Q request, CallOptions options) {
        requireNonNull(request, "request");
        OutgoingStream<Q, R> call = streams.start(method, MethodType.SERVER_STREAMING, options);
        call.sendOnly(request);
        return call.responses();
    }

    @Override
    public <Q extends MessageLite, R extends MessageLite> ClientStream<Q, R> clientStream(
            MethodDescriptor<Q, R> method, CallOptions options) {
        return new OutgoingClientStream<>(streams.start(method, MethodType.CLIENT_STREAMING, options));
    }

    @Override
    public <Q extends MessageLite, R extends MessageLite> BidiStream<Q, R> bidiStream(
            MethodDescriptor<Q, R> method, CallOptions options) {
        return new OutgoingBidiStream<>(streams.start(method, MethodType.BIDI_STREAMING, options));
    }

    @Override
    public <T extends MessageLite> TopicChannel<T> topic(Topic<T> topic) {
        return session.config().hub().events().topic(topic);
    }

    @Override
    public <T> Subscription subscribe(
            TopicPattern<T> pattern, SubscriptionOptions options, Consumer<? super TopicEvent<T>> handler) {
        return session.config().hub().events().subscribe(pattern, options, handler);
    }

    @Override
    public List<TopicInfo> topics(String pattern) {
        return session.config().hub().events().topics(pattern);
    }

    @Override
    public List<Peer> peers() {
        return session.config().hub().events().peers();
    }

    @Override
    public boolean isOpen() {
        return session.isOpen();
    }

    @Override
    public CompletionStage<Status> closed() {
        return session.closed().minimalCompletionStage();
    }

    @Override
    public PeerInfo peer() {
        return session.peer();
    }

    @Override
    public void close() {
        session.shutDown();
        if (transport.onTransportThread()) {
            return; // waiting here would keep the end from happening
        }
        try {
            session.closed().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            Logs.ENGINE.warn(
                    "connection {}: did not close within {} s, aborting it", peer().sessionId(), CLOSE_SECONDS);
            transport.abort();
        } catch (InterruptedException e) {
            // It goes on ending. Not least the handler that closes its own connection is interrupted by that.
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "connection to " + LoopbackLiteral.format(transport.remoteAddress());
    }
}
