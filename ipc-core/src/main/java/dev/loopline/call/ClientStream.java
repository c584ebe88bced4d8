package dev.loopline.call;

import com.google.protobuf.MessageLite;
import dev.loopline.StatusException;
import java.util.concurrent.CompletableFuture;

/**
 * A call with any number of requests and one response, as its caller sees it. Not for implementation by applications.
 *
 * <pre>{@code
 * try (ClientStream<Chunk, Receipt> upload = files.upload()) {
 *     for (Chunk chunk : chunks) {
 *         upload.send(chunk);
 *     }
 *     Receipt receipt = upload.finish();
 * }
 * }</pre>
 *
 * <p><b>Threading:</b> as {@link StreamSender}.
 *
 * @param <Q> the requests
 * @param <R> the response
 */
public interface ClientStream<Q extends MessageLite, R extends MessageLite> extends StreamSender<Q>, AutoCloseable {
    /**
     * Says that no more requests follow, and waits for the response.
     *
     * @return the response
     * @throws StatusException if the call fails
     * @throws IllegalStateException on a thread that moves frames
     */
    R finish();

    /**
     * {@return completes with the response, or with a {@link StatusException}, exactly once; on the connection's thread. The
     * serving side may answer before it has all requests. Cancelling it cancels the call.}
     */
    CompletableFuture<R> result();

    /** Cancels the call unless it has ended. Does not wait. */
    @Override
    void close();
}
