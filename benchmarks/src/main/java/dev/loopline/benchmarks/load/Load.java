package dev.loopline.benchmarks.load;

import java.io.IOException;
import org.HdrHistogram.Histogram;

/**
 * Work that is being done until this is closed.
 *
 * <p><b>Threading:</b> for one thread.
 */
interface Load extends AutoCloseable {
    /** {@return how many calls or messages are done so far} */
    long done();

    /** {@return how long those took that were done since the last look, in nanoseconds; empty if nothing is timed} */
    Histogram times();

    /** Throws what has gone wrong so far, if anything has. */
    void check();

    /** Returns when nothing is under way any more. */
    @Override
    void close() throws IOException;

    /** Begins some. */
    static Load begin(Work work, Client client) throws Exception {
        return switch (work.kind()) {
            case BLOCKING -> new Callers(client, work.bytes(), work.many(), false);
            case VIRTUAL -> new Callers(client, work.bytes(), work.many(), true);
            case ASYNC -> new ClosedLoop(client.pipeline(work.bytes()), work.many());
            case OPEN -> new OpenLoop(client.pipeline(work.bytes()), work.many());
            case STREAM -> new StreamLoad(count -> client.stream(work.bytes(), count));
            case ECHO -> new StreamLoad(count -> client.echo(work.bytes(), count));
        };
    }
}
