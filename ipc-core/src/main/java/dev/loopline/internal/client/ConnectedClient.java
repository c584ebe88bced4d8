package dev.loopline.internal.client;

import com.google.protobuf.MessageLite;
import dev.loopline.Certainty;
import dev.loopline.IpcClient;
import dev.loopline.IpcConnection;
import dev.loopline.PeerInfo;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.BidiStream;
import dev.loopline.call.CallContext;
import dev.loopline.call.CallOptions;
import dev.loopline.call.ClientStream;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.call.ResponseStream;
import dev.loopline.internal.engine.BlockingCalls;
import dev.loopline.internal.engine.CallTimeout;
import dev.loopline.internal.engine.Failures;
import dev.loopline.internal.engine.ForwardedCall;
import dev.loopline.internal.engine.HandlerThreads;
import dev.loopline.internal.engine.HubAccess;
import dev.loopline.internal.engine.MessageMemory;
import dev.loopline.internal.engine.ServiceTable;
import dev.loopline.internal.engine.Session;
import dev.loopline.internal.engine.SessionConfig;
import dev.loopline.internal.observe.CallObserver;
import dev.loopline.internal.observe.MethodObserver;
import dev.loopline.internal.topic.HubConnections;
import dev.loopline.internal.topic.RemoteBus;
import dev.loopline.internal.transports.Transports;
import dev.loopline.proto.hub.v1.Peer;
import dev.loopline.proto.hub.v1.TopicInfo;
import dev.loopline.topic.LastWill;
import dev.loopline.topic.Subscription;
import dev.loopline.topic.SubscriptionOptions;
import dev.loopline.topic.Topic;
import dev.loopline.topic.TopicChannel;
import dev.loopline.topic.TopicEvent;
import dev.loopline.topic.TopicPattern;
import dev.loopline.transport.TransportOptions;
import dev.loopline.transport.TransportRuntime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client and all that it started. Any thread; {@code synchronized} guards which session is the current one. */
public final class ConnectedClient implements IpcClient, Reconnection.Owner, HubConnections {
    private static final long CLOSE_MILLIS = 5_000;
    private static final int MAX_LEFT = 8;
    private static final int MAX_ATTEMPTS = 4; // a server that ends every connection must not be called for ever

    private final ClientConfig config;
    private final HandlerThreads threads;
    private final TransportRuntime runtime;
    private final Connector connector;
    private final RemoteBus topics = new RemoteBus(this);
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable Session session;
    private @Nullable Reconnection reconnection; // guarded by this; null unless one is under way
    private int waiters; // guarded by this
    private final Deque<Session> left =
            new ArrayDeque<>(); // guarded by this; their server ends, calls still run on them

    private ConnectedClient(ClientConfig config) {
        this.config = config;
        ServiceTable services =
                new ServiceTable(config.serving().services(), config.serving().serverInterceptors());
        threads = new HandlerThreads(
                "loopline-client-handler",
                config.callLimits().maxHandlerThreads(),
                config.callLimits().maxQueuedCalls(),
                config.waiting());
        runtime = Transports.chosenOr(config.transport(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .open(new TransportOptions(
                        "loopline-client",
                        1,
                        config.messageLimits().maxFrameBytes(),
                        config.messageLimits().lowWaterBytes(),
                        config.messageLimits().highWaterBytes(),
                        config.waiting()));
        SessionConfig sessions = new SessionConfig(
                services,
                threads,
                config.messageLimits(),
                config.callLimits(),
                config.serving().clientInterceptors(),
                config.observers(),
                MessageMemory.ofProcess(),
                new HubAccess(topics, 0),
                config.waiting());
        connector = new Connector(config, sessions, runtime);
    }

    /**
     * Makes a client that does not connect yet.
     *
     * @param config what it is asked to be
     * @return the client
     */
    public static IpcClient unconnected(ClientConfig config) {
        return new ConnectedClient(config);
    }

    /**
     * Makes a client and connects it.
     *
     * @param config what it is asked to be
     * @return the client, connected
     * @throws StatusException if it cannot connect within the time that it was given
     */
    public static IpcClient connect(ClientConfig config) {
        if (BlockingCalls.onTransportThread()) {
            throw new IllegalStateException("connect to " + config.name() + " on "
                    + Thread.currentThread().getName() + ", a thread that moves frames (expected: another one)");
        }
        ConnectedClient client = new ConnectedClient(config);
        try {
            client.connectWithin(config.waitForEndpoint());
            return client;
        } catch (StatusException e) {
            client.close();
            throw e.withCallerTrace();
        } catch (RuntimeException e) {
            client.close();
            throw e;
        }
    }

    private void connectWithin(Duration wait) {
        Countdown countdown = new Countdown(wait);
        Backoff backoff = new Backoff();
        while (true) {
            try {
                session = connector.connect();
                return;
            } catch (StatusException e) {
                long left = countdown.leftNanos();
                if (left <= 0 || !Connector.canPass(e)) {
                    throw e;
                }
                pause(Math.min(left, backoff.nextNanos()), e);
            }
        }
    }

    private void pause(long nanos, StatusException failure) {
        try {
            if (closing.await(nanos, TimeUnit.NANOSECONDS)) {
                throw failure;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }

    @Override
    public <Q extends MessageLite, R extends MessageLite> R call(
            MethodDescriptor<Q, R> method, Q request, CallOptions options) {
        Session current = session;
        if (current != null && current.connection().isOpen() && !options.waitForReady()) {
            return current.connection().call(method, request, options);
        }
        BlockingCalls.requireWaitingAllowed(BlockingCalls.onTransportThread() || runtime.ownsCurrentThread(), method);
        return BlockingCalls.await(method, callAsync(method, request, options));
    }

    @Override
    public <Q extends MessageLite, R extends MessageLite> CompletableFuture<R> callAsync(
            MethodDescriptor<Q, R> method, Q request, CallOptions options) {
        Session current = session;
        if (current != null && current.connection().isOpen()) {
            return options.waitForReady()
                    ? new WaitingCall<>(method, request, options).start(current)
                    : current.connection().callAsync(method, request, options);
        }
        if (closing.getCount() == 0) {
            return failed(method, "the client was closed");
        }
        if (!options.waitForReady()) {
            return failed(
                    method,
                    "endpoint " + config.name() + ": "
                            + (current == null
                                    ? "not connected yet"
                                    : "the connection has ended, or its server is ending")
                            + "; connect again, or make calls that wait for a connection (CallOptions.withWaitForReady)");
        }
        return new WaitingCall<>(method, request, options).start(null);
    }

    @Override
    public <Q extends MessageLite, R extends MessageLite> ResponseStream<R> serverStream(
            MethodDescriptor<Q, R> method, Q request, CallOptions options) {
        return connectionFor(method, options).serverStream(method, request, options);
    }

    @Override
    public <Q extends MessageLite, R extends MessageLite> ClientStream<Q, R> clientStream(
            MethodDescriptor<Q, R> method, CallOptions options) {
        return connectionFor(method, options).clientStream(method, options);
    }

    @Override
    public <Q extends MessageLite, R extends MessageLite> BidiStream<Q, R> bidiStream(
            MethodDescriptor<Q, R> method, CallOptions options) {
        return connectionFor(method, options).bidiStream(method, options);
    }

    /** Finds a connection for a call that streams, waiting for it if that is asked for. */
    private IpcConnection connectionFor(MethodDescriptor<?, ?> method, CallOptions options) {
        Session current = session;
        if (current != null && (current.connection().isOpen() || !options.waitForReady())) {
            return current.connection(); // which says why, if it has ended
        }
        if (closing.getCount() == 0 || !options.waitForReady()) {
            Status status = Failures.notConnected(
                    closing.getCount() == 0
                            ? "the client was closed"
                            : "endpoint " + config.name() + ": not connected yet; make calls that wait for a connection"
                                    + " (CallOptions.withWaitForReady)");
            observer(method).refused(status.code());
            throw status.asException().withCallerTrace();
        }
        BlockingCalls.requireWaitingAllowed(BlockingCalls.onTransportThread(), method);
        Duration timeout = CallTimeout.of(method, options, CallContext.current());
        CompletableFuture<Session> ready = ready();
        try {
            return BlockingCalls.await(method, within(ready, timeout)).connection();
        } catch (StatusException e) {
            observer(method).refused(e.code());
            throw e.code() == StatusCode.UNKNOWN && e.status().cause() instanceof TimeoutException
                    ? Failures.deadline(method, timeout, Certainty.NOT_EXECUTED).asException()
                    : e;
        } finally {
            noLongerWaiting();
        }
    }

    private static CompletableFuture<Session> within(CompletableFuture<Session> ready, Duration timeout) {
        Countdown countdown = new Countdown(timeout);
        return countdown.isLimited() ? ready.orTimeout(countdown.leftNanos(), TimeUnit.NANOSECONDS) : ready;
    }

    private <R> CompletableFuture<R> failed(MethodDescriptor<?, ?> method, String why) {
        Status status = Failures.notConnected(why);
        observer(method).refused(status.code());
        return CompletableFuture.failedFuture(status.asException());
    }

    private MethodObserver observer(MethodDescriptor<?, ?> method) {
        return config.observers().made().of(method.fullName());
    }

    @Override
    public <T extends MessageLite> TopicChannel<T> topic(Topic<T> topic) {
        return topics.topic(topic);
    }

    @Override
    public <T> Subscription subscribe(
            TopicPattern<T> pattern, SubscriptionOptions options, Consumer<? super TopicEvent<T>> handler) {
        return topics.subscribe(pattern, options, handler);
    }

    @Override
    public List<TopicInfo> topics(String pattern) {
        return topics.topics(pattern);
    }

    @Override
    public List<Peer> peers() {
        return topics.peers();
    }

    @Override
    public <T extends MessageLite> LastWill leaveWill(Topic<T> topic, T event) {
        return topics.leaveWill(topic, event);
    }

    @Override
    public IpcConnection current() {
        Session now = session;
        if (now == null || !now.connection().isOpen()) {
            throw Failures.notConnected(
                            closing.getCount() == 0
                                    ? "the client was closed"
                                    : "endpoint " + config.name() + ": there is no connection at the moment")
                    .asException()
                    .withCallerTrace();
        }
        return now.connection();
    }

    @Override
    public CompletableFuture<IpcConnection> next() {
        if (closing.getCount() == 0) {
            return CompletableFuture.failedFuture(
                    Failures.notConnected("the client was closed").asException());
        }
        CompletableFuture<IpcConnection> result = new CompletableFuture<>();
        var unusedEnd = result.whenComplete((connection, failure) -> noLongerWaiting()); // also when it is cancelled
        var unused = ready().whenComplete((opened, failure) -> {
            if (failure == null) {
                result.complete(opened.connection());
            } else {
                result.completeExceptionally(failure);
            }
        });
        return result;
    }

    @Override
    public Executor handlers() {
        return threads::execute;
    }

    @Override
    public boolean isOpen() {
        Session current = session;
        return current != null && current.connection().isOpen();
    }

    @Override
    public CompletionStage<Status> closed() {
        Session current = session;
        return current == null
                ? CompletableFuture.completedStage(
                        Failures.notConnected("endpoint " + config.name() + ": not connected yet"))
                : current.connection().closed();
    }

    @Override
    public PeerInfo peer() {
        Session current = session;
        return current == null
                ? new PeerInfo("", "", 0, "")
                : current.connection().peer();
    }

    @Override
    public void close() {
        if (BlockingCalls.onTransportThread() || runtime.ownsCurrentThread()) {
            throw new IllegalStateException("close of client " + config.name() + " on "
                    + Thread.currentThread().getName() + ", a thread that moves frames (expected: another one)");
        }
        Session last;
        List<Session> former;
        Reconnection running;
        synchronized (this) {
            closing.countDown();
            last = session;
            running = reconnection;
            former = List.copyOf(left);
        }
        if (running != null) {
            running.stop();
        }
        topics.close();
        former.forEach(Session::shutDown); // and the transport's runtime waits for their end
        if (last != null) {
            last.connection().close();
        }
        threads.close();
        runtime.close();
        if (running != null) {
            await(running);
        }
    }

    private static void await(Reconnection stopped) {
        try {
            stopped.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@return what completes when there is a connection; one attempt series serves all who wait} */
    private synchronized CompletableFuture<Session> ready() {
        waiters++;
        Session current = session;
        if (current != null && current.connection().isOpen()) {
            return CompletableFuture.completedFuture(current);
        }
        Reconnection running = reconnection;
        if (running == null) {
            running = new Reconnection(connector, this, "loopline-client-connect");
            reconnection = running;
            running.start();
        }
        return running.result().copy();
    }

    @Override
    public synchronized boolean wants(Reconnection attempts) {
        if (waiters == 0) {
            ended(attempts, null);
        }
        return waiters > 0 && closing.getCount() > 0;
    }

    @Override
    public synchronized void ended(Reconnection attempts, @Nullable Session opened) {
        if (reconnection == attempts) {
            reconnection = null;
        }
        if (opened != null) {
            leave(session);
            session = opened;
            if (closing.getCount() == 0) {
                opened.shutDown();
            }
        }
    }

    /** Lets what runs on a connection that takes no more calls finish there. Called with the lock. */
    private void leave(@Nullable Session former) {
        if (former == null || former.closed().isDone()) {
            return;
        }
        left.add(former);
        var unused = former.closed().thenRun(() -> forget(former));
        if (left.size() > MAX_LEFT) {
            left.remove().shutDown();
        }
    }

    private synchronized void forget(Session former) {
        left.remove(former);
    }

    private synchronized void noLongerWaiting() {
        waiters--;
    }

    @Override
    public String toString() {
        return "client of " + config.name();
    }

    /**
     * A call that waits for a connection and is then made on it, all within its deadline. If that connection ends before the
     * server has taken the call, it waits for another one.
     */
    private final class WaitingCall<Q extends MessageLite, R extends MessageLite> {
        private final MethodDescriptor<Q, R> method;
        private final Q request;
        private final CallOptions options;
        private final @Nullable CallContext serving; // what the handler that makes this call serves
        private final Duration timeout;
        private final Countdown countdown;
        private int attempts; // one after the other
        private final ForwardedCall<R> result = new ForwardedCall<>();

        WaitingCall(MethodDescriptor<Q, R> method, Q request, CallOptions options) {
            this.method = method;
            this.request = request;
            this.options = options;
            this.serving = CallContext.current();
            this.timeout = CallTimeout.of(method, options, serving);
            this.countdown = new Countdown(timeout);
        }

        CompletableFuture<R> start(@Nullable Session current) {
            if (timeout.isZero() || timeout.isNegative()) {
                observer(method).refused(StatusCode.DEADLINE_EXCEEDED);
                result.fail(Failures.deadline(method, timeout, Certainty.NOT_EXECUTED));
                return result;
            }
            if (current != null) {
                makeOn(current, options);
            } else {
                awaitReady();
            }
            return result;
        }

        private void awaitReady() {
            if (serving != null) {
                serving.onCancel(() -> result.cancel(true));
            }
            CallObserver waiting = observer(method).begin();
            CompletableFuture<Session> ready = result.reaching(ready());
            if (countdown.isLimited()) {
                ready.orTimeout(countdown.leftNanos(), TimeUnit.NANOSECONDS);
            }
            var unused = ready.whenComplete((opened, failure) -> {
                noLongerWaiting();
                if (failure == null) {
                    waiting.handedOver();
                    makeOn(opened, remaining());
                    return;
                }
                Status status = status(failure);
                waiting.ended(status.code());
                result.fail(status);
            });
        }

        private Status status(Throwable failure) {
            if (failure instanceof TimeoutException) {
                return Failures.deadline(method, timeout, Certainty.NOT_EXECUTED);
            }
            if (failure instanceof CancellationException) {
                return Failures.cancelled(method, Certainty.NOT_EXECUTED);
            }
            return Failures.of(failure, Certainty.NOT_EXECUTED);
        }

        private void makeOn(Session opened, CallOptions now) {
            attempts++;
            try {
                CompletableFuture<R> call = result.reaching(opened.connection().callAsync(method, request, now));
                var unused = call.whenComplete((response, failure) -> {
                    if (failure instanceof StatusException status && canBeMadeAgain(status)) {
                        awaitReady();
                    } else {
                        result.follow(call);
                    }
                });
            } catch (Throwable e) { // an interceptor's, or of a request that is null: nobody else would learn of it
                result.fail(e);
            }
        }

        private boolean canBeMadeAgain(StatusException failure) {
            return failure.certainty() == Certainty.NOT_EXECUTED
                    && Failures.isOfItsConnection(failure.status())
                    && attempts < MAX_ATTEMPTS
                    && closing.getCount() > 0;
        }

        private CallOptions remaining() {
            return !countdown.isLimited() ? options : options.withDeadline(Duration.ofNanos(countdown.leftNanos()));
        }
    }
}
