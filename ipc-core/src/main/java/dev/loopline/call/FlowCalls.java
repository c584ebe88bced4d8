package dev.loopline.call;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.MessageLite;
import dev.loopline.IpcConnection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * Calls that stream, as publishers and subscribers. Generated asynchronous clients use it.
 *
 * <p>Publishers that this makes start one call for each subscriber. Subscribers are called on the connection's thread and
 * must not block there.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class FlowCalls {
    private FlowCalls() {}

    /**
     * Describes the responses of a method of type {@link MethodType#SERVER_STREAMING}.
     *
     * @param <Q> the request
     * @param <R> the responses
     * @param connection makes the calls
     * @param method the method
     * @param request what to send
     * @param options deadline, metadata
     * @return calls the method for each subscriber
     */
    public static <Q extends MessageLite, R extends MessageLite> Flow.Publisher<R> serverStream(
            IpcConnection connection, MethodDescriptor<Q, R> method, Q request, CallOptions options) {
        return subscriber -> {
            requireNonNull(subscriber, "subscriber"); // before there is a call
            connection.serverStream(method, request, options).asPublisher().subscribe(subscriber);
        };
    }

    /**
     * Calls a method of type {@link MethodType#CLIENT_STREAMING} with what a publisher publishes.
     *
     * @param <Q> the requests
     * @param <R> the response
     * @param connection makes the call
     * @param method the method
     * @param requests what to send; its failure cancels the call
     * @param options deadline, metadata
     * @return the response, on its way; cancelling it cancels the call
     */
    public static <Q extends MessageLite, R extends MessageLite> CompletableFuture<R> clientStream(
            IpcConnection connection, MethodDescriptor<Q, R> method, Flow.Publisher<Q> requests, CallOptions options) {
        requireNonNull(requests, "requests");
        ClientStream<Q, R> call = connection.clientStream(method, options);
        requests.subscribe(call.asSubscriber());
        return call.result();
    }

    /**
     * Describes the responses of a method of type {@link MethodType#BIDI_STREAMING}.
     *
     * @param <Q> the requests
     * @param <R> the responses
     * @param connection makes the calls
     * @param method the method
     * @param requests what to send; its failure cancels the call
     * @param options deadline, metadata
     * @return calls the method for each subscriber, and subscribes to the requests each time
     */
    public static <Q extends MessageLite, R extends MessageLite> Flow.Publisher<R> bidiStream(
            IpcConnection connection, MethodDescriptor<Q, R> method, Flow.Publisher<Q> requests, CallOptions options) {
        requireNonNull(requests, "requests");
        return subscriber -> {
            requireNonNull(subscriber, "subscriber");
            BidiStream<Q, R> call = connection.bidiStream(method, options);
            call.responses().asPublisher().subscribe(subscriber);
            requests.subscribe(call.asSubscriber());
        };
    }
}
