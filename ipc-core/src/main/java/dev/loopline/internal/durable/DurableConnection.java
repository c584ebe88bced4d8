package dev.loopline.internal.durable;

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
import dev.loopline.internal.engine.BlockingCalls;
import dev.loopline.internal.engine.Failures;
import dev.loopline.internal.engine.Session;
import dev.loopline.internal.observe.MethodObserver;
import dev.loopline.internal.observe.MethodObservers;
import dev.loopline.proto.hub.v1.Peer;
import dev.loopline.proto.hub.v1.TopicInfo;
import dev.loopline.topic.EventBus;
import dev.loopline.topic.Subscription;
import dev.loopline.topic.SubscriptionOptions;
import dev.loopline.topic.Topic;
import dev.loopline.topic.TopicChannel;
import dev.loopline.topic.TopicEvent;
import dev.loopline.topic.TopicPattern;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection that outlives its sessions: a call is made on the one that is open, and fails if none is, unless it waits for
 * the next. How sessions come to be is the business of their {@linkplain SessionSource source}.
 *
 * <p>Any thread.
 */
public class DurableConnection implements IpcConnection {
    private final SessionSource source;
    private final EventBus events;
    private final MethodObservers observers;

    /**
     * Makes it.
     *
     * @param source of its sessions
     * @param events the hub: of the peer, as {@link HubOverSessions} reaches it, or of this side
     * @param observers told of calls that never reach a session
     */
    public DurableConnection(SessionSource source, EventBus events, MethodObservers observers) {
        this.source = source;
        this.events = events;
        this.observers = observers;
    }

    @Override
    public final <Q extends MessageLite, R extends MessageLite> R call(
            MethodDescriptor<Q, R> method, Q request, CallOptions options) {
        Session current = source.current();
        if (current != null && current.connection().isOpen() && !goesOn(method, options)) {
            return current.connection().call(method, request, options);
        }
        BlockingCalls.requireWaitingAllowed(BlockingCalls.onTransportThread() || source.ownsCurrentThread(), method);
        return BlockingCalls.await(method, callAsync(method, request, options));
    }

    @Override
    public final <Q extends MessageLite, R extends MessageLite> CompletableFuture<R> callAsync(
            MethodDescriptor<Q, R> method, Q request, CallOptions options) {
        Session current = source.current();
        boolean open = current != null && current.connection().isOpen();
        if ((options.waitForReady() || (open && goesOn(method, options))) && !source.isClosed()) {
            return new WaitingCall<>(source, observer(method), method, request, options).start(open ? current : null);
        }
        if (current != null && open) {
            return current.connection().callAsync(method, request, options);
        }
        return CompletableFuture.failedFuture(refused(method).asException());
    }

    /** {@return whether a call may go on beyond the connection that is open now} */
    private static boolean goesOn(MethodDescriptor<?, ?> method, CallOptions options) {
        return options.waitForReady() || (options.retry() && method.idempotent());
    }

    @Override
    public final <Q extends MessageLite, R extends MessageLite> ResponseStream<R> serverStream(
            MethodDescriptor<Q, R> method, Q request, CallOptions options) {
        requireNonNull(request, "request");
        IpcConnection connection = connectionFor(method, MethodType.SERVER_STREAMING, options);
        if (connection != null) {
            return connection.serverStream(method, request, options);
        }
        return new WaitingResponses<>(
                start(method, options, (made, now) -> made.serverStream(method, request, now), ResponseStream::close),
                stream -> stream);
    }

    @Override
    public final <Q extends MessageLite, R extends MessageLite> ClientStream<Q, R> clientStream(
            MethodDescriptor<Q, R> method, CallOptions options) {
        IpcConnection connection = connectionFor(method, MethodType.CLIENT_STREAMING, options);
        return connection != null
                ? connection.clientStream(method, options)
                : new WaitingClientStream<>(
                        start(method, options, (made, now) -> made.clientStream(method, now), ClientStream::close));
    }

    @Override
    public final <Q extends MessageLite, R extends MessageLite> BidiStream<Q, R> bidiStream(
            MethodDescriptor<Q, R> method, CallOptions options) {
        IpcConnection connection = connectionFor(method, MethodType.BIDI_STREAMING, options);
        return connection != null
                ? connection.bidiStream(method, options)
                : new WaitingBidiStream<>(
                        start(method, options, (made, now) -> made.bidiStream(method, now), BidiStream::close));
    }

    /** {@return the connection that a call is made on now, {@code null} if it waits for one} */
    private @Nullable IpcConnection connectionFor(MethodDescriptor<?, ?> method, MethodType type, CallOptions options) {
        if (method.type() != type) {
            throw new IllegalArgumentException(
                    "method: " + method + " of type " + method.type() + " (expected: " + type + ")");
        }
        Session current = source.current();
        if (current != null && (current.connection().isOpen() || !options.waitForReady())) {
            return current.connection(); // which says why, if it has ended
        }
        if (source.isClosed() || !options.waitForReady()) {
            throw refused(method).asException().withCallerTrace();
        }
        return null;
    }

    private <S> StreamStart<S> start(
            MethodDescriptor<?, ?> method,
            CallOptions options,
            BiFunction<IpcConnection, CallOptions, S> begin,
            Consumer<S> end) {
        StreamStart<S> start = new StreamStart<>(source, method, options, begin, end);
        start.begin(observer(method));
        return start;
    }

    private Status refused(MethodDescriptor<?, ?> method) {
        Status status = Failures.notConnected(
                source.isClosed()
                        ? source.whyNone()
                        : source.whyNone()
                                + "; try again, or make calls that wait for a connection (CallOptions.withWaitForReady)");
        observer(method).refused(status.code());
        return status;
    }

    private MethodObserver observer(MethodDescriptor<?, ?> method) {
        return observers.of(method.fullName());
    }

    @Override
    public final <T extends MessageLite> TopicChannel<T> topic(Topic<T> topic) {
        return events.topic(topic);
    }

    @Override
    public final <T> Subscription subscribe(
            TopicPattern<T> pattern, SubscriptionOptions options, Consumer<? super TopicEvent<T>> handler) {
        return events.subscribe(pattern, options, handler);
    }

    @Override
    public final List<TopicInfo> topics(String pattern) {
        return events.topics(pattern);
    }

    @Override
    public final List<Peer> peers() {
        return events.peers();
    }

    @Override
    public final boolean isOpen() {
        Session current = source.current();
        return current != null && current.connection().isOpen();
    }

    @Override
    public final CompletionStage<Status> closed() {
        Session current = source.current();
        return current == null
                ? CompletableFuture.completedStage(Failures.notConnected(source.whyNone()))
                : current.connection().closed();
    }

    @Override
    public final PeerInfo peer() {
        Session current = source.current();
        return current == null
                ? new PeerInfo("", "", 0, "")
                : current.connection().peer();
    }

    @Override
    public final void close() {
        source.close();
    }

    @Override
    public String toString() {
        return "connection over " + source;
    }
}
