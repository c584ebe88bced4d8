package dev.loopline.internal.process;

import com.google.protobuf.MessageLite;
import dev.loopline.Certainty;
import dev.loopline.PeerInfo;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.BidiStream;
import dev.loopline.call.CallOptions;
import dev.loopline.call.ClientStream;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.call.ResponseStream;
import dev.loopline.internal.durable.DurableConnection;
import dev.loopline.internal.engine.BlockingCalls;
import dev.loopline.internal.engine.Failures;
import dev.loopline.process.HelperExit;
import dev.loopline.process.HelperProcess;
import dev.loopline.process.HelperState;
import dev.loopline.process.RestartPolicy.When;
import dev.loopline.proto.hub.v1.Peer;
import dev.loopline.proto.hub.v1.TopicInfo;
import dev.loopline.topic.Subscription;
import dev.loopline.topic.SubscriptionOptions;
import dev.loopline.topic.Topic;
import dev.loopline.topic.TopicChannel;
import dev.loopline.topic.TopicEvent;
import dev.loopline.topic.TopicPattern;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A helper as its users see it. Any thread. */
public final class SupervisedHelper implements HelperProcess {
    private final Supervisor supervisor;
    private final DurableConnection connection;
    private final boolean waits; // calls, for the next start

    private SupervisedHelper(Supervisor supervisor) {
        this.supervisor = supervisor;
        this.connection = new DurableConnection(
                supervisor.sessions(),
                supervisor.events(),
                supervisor.spec().engine().observers().made());
        this.waits = supervisor.spec().restart().when() != When.NEVER;
    }

    /**
     * Starts a helper and waits until it is ready.
     *
     * @param spec what it is asked to be
     * @return the helper
     * @throws StatusException if it does not become ready; nothing is left behind then
     */
    public static HelperProcess start(HelperSpec spec) {
        BlockingCalls.requireWaitingAllowed(BlockingCalls.onTransportThread(), "start of helper " + spec.name());
        Supervisor supervisor = new Supervisor(spec, System::nanoTime);
        supervisor.start();
        try {
            var unused = supervisor.firstReady().get();
            return new SupervisedHelper(supervisor);
        } catch (ExecutionException e) {
            await(supervisor);
            throw e.getCause() instanceof StatusException failure
                    ? failure.withCallerTrace()
                    : new IllegalStateException("helper " + spec.name() + ": could not be started", e.getCause());
        } catch (InterruptedException e) {
            var unused = supervisor.stop();
            Thread.currentThread().interrupt();
            throw new Status(
                            StatusCode.CANCELLED,
                            "CANCELLED",
                            "start of helper " + spec.name() + ": interrupted; it is being stopped",
                            Certainty.NOT_EXECUTED,
                            e)
                    .asException()
                    .withCallerTrace();
        }
    }

    /** Waits until nothing is left of a helper. */
    private static void await(Supervisor supervisor) {
        try {
            supervisor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String name() {
        return supervisor.spec().name();
    }

    @Override
    public long pid() {
        return supervisor.pid();
    }

    @Override
    public HelperState state() {
        return supervisor.state();
    }

    @Override
    public int restarts() {
        return supervisor.restarts();
    }

    @Override
    public @Nullable HelperExit lastExit() {
        return supervisor.lastExit();
    }

    @Override
    public CompletionStage<HelperExit> ended() {
        return supervisor.ended().minimalCompletionStage();
    }

    @Override
    public HelperExit stop() {
        BlockingCalls.requireWaitingAllowed(supervisor.ownsCurrentThread(), "stop of helper " + name());
        CompletableFuture<HelperExit> end = supervisor.stop();
        if (supervisor.isOwnThread()) {
            throw new IllegalStateException(
                    "stop of helper " + name()
                            + " by its own listener, which would wait for itself (expected: another thread); it is being stopped");
        }
        try {
            HelperExit exit = end.get();
            supervisor.join();
            return exit;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a helper cannot fail", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Status(
                            StatusCode.CANCELLED,
                            "CANCELLED",
                            "stop of helper " + name() + ": interrupted; it goes on being stopped",
                            Certainty.UNKNOWN,
                            e)
                    .asException()
                    .withCallerTrace();
        }
    }

    @Override
    public void close() {
        BlockingCalls.requireWaitingAllowed(supervisor.ownsCurrentThread(), "close of helper " + name());
        var unused = supervisor.stop();
        if (!supervisor.isOwnThread()) {
            await(supervisor);
        }
    }

    private CallOptions calling(MethodDescriptor<?, ?> method, CallOptions options) {
        supervisor.calls(method.fullName());
        return waits ? options.withWaitForReady() : options;
    }

    @Override
    public <Q extends MessageLite, R extends MessageLite> R call(
            MethodDescriptor<Q, R> method, Q request, CallOptions options) {
        supervisor.calls(method.fullName());
        if (waits && connection.isOpen()) { // the shorter way, which does not wait
            try {
                return connection.call(method, request, options);
            } catch (StatusException e) {
                if (e.certainty() != Certainty.NOT_EXECUTED || !Failures.isOfItsConnection(e.status())) {
                    throw e;
                }
            }
        }
        return connection.call(method, request, calling(method, options));
    }

    @Override
    public <Q extends MessageLite, R extends MessageLite> CompletableFuture<R> callAsync(
            MethodDescriptor<Q, R> method, Q request, CallOptions options) {
        return connection.callAsync(method, request, calling(method, options));
    }

    @Override
    public <Q extends MessageLite, R extends MessageLite> ResponseStream<R> serverStream(
            MethodDescriptor<Q, R> method, Q request, CallOptions options) {
        return connection.serverStream(method, request, calling(method, options));
    }

    @Override
    public <Q extends MessageLite, R extends MessageLite> ClientStream<Q, R> clientStream(
            MethodDescriptor<Q, R> method, CallOptions options) {
        return connection.clientStream(method, calling(method, options));
    }

    @Override
    public <Q extends MessageLite, R extends MessageLite> BidiStream<Q, R> bidiStream(
            MethodDescriptor<Q, R> method, CallOptions options) {
        return connection.bidiStream(method, calling(method, options));
    }

    @Override
    public <T extends MessageLite> TopicChannel<T> topic(Topic<T> topic) {
        return connection.topic(topic);
    }

    @Override
    public <T> Subscription subscribe(
            TopicPattern<T> pattern, SubscriptionOptions options, Consumer<? super TopicEvent<T>> handler) {
        return connection.subscribe(pattern, options, handler);
    }

    @Override
    public List<TopicInfo> topics(String pattern) {
        return connection.topics(pattern);
    }

    @Override
    public List<Peer> peers() {
        return connection.peers();
    }

    @Override
    public boolean isOpen() {
        return connection.isOpen();
    }

    @Override
    public CompletionStage<Status> closed() {
        return connection.closed();
    }

    @Override
    public PeerInfo peer() {
        return connection.peer();
    }

    @Override
    public String toString() {
        return "helper " + name() + " (pid " + pid() + ", " + state() + ")";
    }
}
