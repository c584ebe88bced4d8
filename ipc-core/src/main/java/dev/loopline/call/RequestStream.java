package dev.loopline.call;

/**
 * The requests of a call, as its handler reads them. Not for implementation by applications.
 *
 * <p>A handler that returns or throws before the end of the stream ends the call; what still arrives is dropped.
 *
 * <p><b>Threading:</b> as {@link MessageStream}; usually the handler's thread.
 *
 * @param <T> the requests
 */
public interface RequestStream<T> extends MessageStream<T> {}
