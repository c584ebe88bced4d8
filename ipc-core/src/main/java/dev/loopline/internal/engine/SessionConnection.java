package dev.loopline.internal.engine;

import com.google.protobuf.MessageLite;
import dev.loopline.IpcConnection;
import dev.loopline.PeerInfo;
import dev.loopline.Status;
import dev.loopline.call.CallOptions;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.internal.endpoint.LoopbackLiteral;
import dev.loopline.transport.Transport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A session as its users see it. Any thread. */
final class SessionConnection implements IpcConnection {
    private static final long CLOSE_SECONDS = 5;

    private final Session session;
    private final Transport transport;
    private final InterceptedCalls calls;

    SessionConnection(Session session, Transport transport, OutgoingCalls outgoing) {
        this.session = session;
        this.transport = transport;
        this.calls = new InterceptedCalls(session.config().interceptors(), outgoing::start);
    }

    @Override
    public <Q extends MessageLite, R extends MessageLite> R call(
            MethodDescriptor<Q, R> method, Q request, CallOptions options) {
        BlockingCalls.requireWaitingAllowed(transport.onTransportThread(), method);
        return BlockingCalls.await(method, callAsync(method, request, options));
    }

    @Override
    public <Q extends MessageLite, R extends MessageLite> CompletableFuture<R> callAsync(
            MethodDescriptor<Q, R> method, Q request, CallOptions options) {
        return calls.start(method, request, options);
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
