package dev.loopline.internal.engine;

import dev.loopline.call.MessageStream;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a stream, one after the other. For the reader of the stream.
 *
 * @param <T> the messages
 */
public final class StreamIterator<T> implements Iterator<T> {
    private final MessageStream<T> stream;
    private @Nullable T next;

    /**
     * Goes on where the stream is.
     *
     * @param stream is read
     */
    public StreamIterator(MessageStream<T> stream) {
        this.stream = stream;
    }

    @Override
    public boolean hasNext() {
        if (next == null) {
            next = stream.next();
        }
        return next != null;
    }

    @Override
    public T next() {
        T message = next == null ? stream.next() : next;
        next = null;
        if (message == null) {
            throw new NoSuchElementException("the stream has ended");
        }
        return message;
    }
}
