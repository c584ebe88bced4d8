package dev.loopline;

import com.google.protobuf.MessageLite;
import dev.loopline.call.BidiStream;
import dev.loopline.call.CallOptions;
import dev.loopline.call.ClientStream;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.call.MethodType;
import dev.loopline.call.ResponseStream;
import dev.loopline.topic.EventBus;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A way to call the services of one other process, and to publish and subscribe to the topics of the hub, which is the
 * server of the two. Generated clients are made on one.
 *
 * <p><b>Threading:</b> every method may be called from any thread, but see {@link #call}.
 */
public interface IpcConnection extends EventBus, AutoCloseable {
    /**
     * Calls a method and waits for its response.
     *
     * <p>An interrupt of the waiting thread cancels the call; it then fails with {@link StatusCode#CANCELLED} and the
     * thread is still interrupted.
     *
     * @param <Q> the request
     * @param <R> the response
     * @param method the method
     * @param request what to send
     * @param options deadline, metadata
     * @return the response
     * @throws StatusException if the call fails
     * @throws IllegalStateException if made on a thread that moves a connection's frames, where waiting would block
     *     every call of that connection
     */
    <Q extends MessageLite, R extends MessageLite> R call(
            MethodDescriptor<Q, R> method, Q request, CallOptions options);

    /**
     * Calls a method.
     *
     * @param <Q> the request
     * @param <R> the response
     * @param method the method
     * @param request what to send
     * @param options deadline, metadata
     * @return completes with the response, or with a {@link StatusException}, exactly once. It does so on the
     *     connection's thread, so what is chained to it without an executor must not block. Its
     *     {@link CompletableFuture#cancel} reaches the peer, and makes it end with a
     *     {@link java.util.concurrent.CancellationException} instead; that of a future derived from it does not.
     */
    <Q extends MessageLite, R extends MessageLite> CompletableFuture<R> callAsync(
            MethodDescriptor<Q, R> method, Q request, CallOptions options);

    /**
     * Calls a method of type {@link MethodType#SERVER_STREAMING}. Does not wait; where the options ask to wait for a
     * connection, what is read or sent waits for it.
     *
     * @param <Q> the request
     * @param <R> the responses
     * @param method the method
     * @param request what to send
     * @param options deadline, metadata
     * @return the responses; to be closed, unless read to their end. A call that cannot be made fails there, not here.
     * @throws IllegalArgumentException if the method has another type
     * @throws StatusException if it does not wait, and there is no connection, nor one that has ended and could say how
     */
    <Q extends MessageLite, R extends MessageLite> ResponseStream<R> serverStream(
            MethodDescriptor<Q, R> method, Q request, CallOptions options);

    /**
     * Calls a method of type {@link MethodType#CLIENT_STREAMING}. Does not wait; where the options ask to wait for a
     * connection, what is read or sent waits for it.
     *
     * @param <Q> the requests
     * @param <R> the response
     * @param method the method
     * @param options deadline, metadata
     * @return the call, to be finished or closed. If it cannot be made, that is told there, not here.
     * @throws IllegalArgumentException if the method has another type
     * @throws StatusException if it does not wait, and there is no connection, nor one that has ended and could say how
     */
    <Q extends MessageLite, R extends MessageLite> ClientStream<Q, R> clientStream(
            MethodDescriptor<Q, R> method, CallOptions options);

    /**
     * Calls a method of type {@link MethodType#BIDI_STREAMING}. Does not wait; where the options ask to wait for a
     * connection, what is read or sent waits for it.
     *
     * @param <Q> the requests
     * @param <R> the responses
     * @param method the method
     * @param options deadline, metadata
     * @return the call, to be read to its end or closed. If it cannot be made, that is told there, not here.
     * @throws IllegalArgumentException if the method has another type
     * @throws StatusException if it does not wait, and there is no connection, nor one that has ended and could say how
     */
    <Q extends MessageLite, R extends MessageLite> BidiStream<Q, R> bidiStream(
            MethodDescriptor<Q, R> method, CallOptions options);

    /** {@return whether calls can be made at this moment} */
    boolean isOpen();

    /**
     * Tells when the connection has ended.
     *
     * @return completes when the connection that is open at this moment has ended, whoever ended it, with why; at once if
     *     there is none. It does so on the connection's thread, so what is chained to it without an executor must not
     *     block. It never completes with an exception.
     */
    CompletionStage<Status> closed();

    /** {@return what is known of the other process, for people and logs} */
    PeerInfo peer();

    /**
     * Ends the connection and returns once it has ended; on a thread that moves frames it returns before, except that a
     * client cannot be closed there. Calls that are under way fail with {@link StatusCode#UNAVAILABLE}. Later calls of
     * this method have no effect.
     */
    @Override
    void close();
}
