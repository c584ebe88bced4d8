package dev.loopline.benchmarks.load;

/**
 * A connection to a {@link Server}, and the kinds of work that can be done over it. All that arrives is compared with what was
 * sent, at least its size and its last byte.
 *
 * <p><b>Threading:</b> for one thread; what it makes says its own.
 */
public interface Client extends AutoCloseable {
    /**
     * Makes a caller of its own for one thread, over this connection where several can share one.
     *
     * @param bytes of the payload, there and back
     * @return the caller
     * @throws Exception if that takes a connection, and there is none
     */
    default Caller caller(int bytes) throws Exception {
        throw cannot("calls that wait");
    }

    /**
     * Makes a way to have many calls under way.
     *
     * @param bytes of the payload, there and back
     * @return the way
     * @throws Exception if that takes a connection, and there is none
     */
    default Pipeline pipeline(int bytes) throws Exception {
        throw cannot("many calls under way");
    }

    /**
     * Begins a stream of messages from the server, without an end.
     *
     * @param bytes of each payload
     * @param arrived counts them
     * @return the stream
     * @throws Exception if it cannot begin
     */
    default Running stream(int bytes, Count arrived) throws Exception {
        throw cannot("streams");
    }

    /**
     * Begins to send messages in one stream and gets each back in another, {@value Work#ECHOES} of them under way.
     *
     * @param bytes of each payload
     * @param arrived counts those that are back
     * @return both streams
     * @throws Exception if they cannot begin
     */
    default Running echo(int bytes, Count arrived) throws Exception {
        throw cannot("echo in streams");
    }

    /**
     * Begins a stream, reads a part of it and then no more.
     *
     * @param bytes of each payload
     * @param read how many messages are read
     * @return the stream, which goes on waiting
     * @throws Exception if it cannot begin
     */
    default Running stoppedStream(int bytes, int read) throws Exception {
        throw cannot("streams that nobody reads");
    }

    private UnsupportedOperationException cannot(String what) {
        return new UnsupportedOperationException(
                getClass().getSimpleName() + ": " + what + " (expected: one of those that the catalogue names for it)");
    }

    @Override
    void close();
}
