package dev.loopline.call;

import com.google.protobuf.MessageLite;

/**
 * A call with any number of messages each way, as its caller sees it: it sends requests here and reads
 * {@link #responses}. Not for implementation by applications.
 *
 * <p><b>Threading:</b> as {@link StreamSender}; requests may be sent while another thread reads the responses.
 *
 * @param <Q> the requests
 * @param <R> the responses
 */
public interface BidiStream<Q extends MessageLite, R extends MessageLite> extends StreamSender<Q>, AutoCloseable {
    /** {@return the responses; closing them cancels the call, like {@link #close}} */
    ResponseStream<R> responses();

    /** Cancels the call unless it has ended. Does not wait. */
    @Override
    void close();
}
