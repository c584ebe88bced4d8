package dev.loopline.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * Work that is being done and measured in this process, from its mark on.
 *
 * <p><b>Threading:</b> for one thread.
 */
public final class Stretch {
    private static final long RAMP_MILLIS = 60;
    private static final long FIRST_NANOS = 20_000_000_000L;

    private final Load load;
    private final long doneBefore;
    private final long beganNanos;
    private final Spent spentBefore;

    /**
     * Begins some work, and marks the beginning of what counts once it is under way.
     *
     * @param work to do
     * @param client that does it
     * @throws Exception if it cannot begin, or has failed already
     */
    public Stretch(Work work, Client client) throws Exception {
        load = Load.begin(work, client);
        long begin = System.nanoTime();
        while (load.done() == 0) {
            load.check();
            if (System.nanoTime() - begin > FIRST_NANOS) {
                throw new IOException(work.text() + ": nothing has come back (expected: something within 20 s)");
            }
            Thread.sleep(1);
        }
        Thread.sleep(RAMP_MILLIS);
        load.times(); // forgets those
        spentBefore = Spent.now();
        doneBefore = load.done();
        beganNanos = System.nanoTime();
    }

    /**
     * Ends the work.
     *
     * @return what was done since the mark, as {@link #slice} takes it
     * @throws Exception if some of it has failed
     */
    public String end() throws Exception {
        long done = load.done() - doneBefore;
        long nanos = System.nanoTime() - beganNanos;
        Spent spent = Spent.now().since(spentBefore);
        Histogram times = load.times();
        load.close();
        load.check();
        ByteBuffer buffer = ByteBuffer.allocate(times.getNeededByteBufferCapacity());
        int length = times.encodeIntoCompressedByteBuffer(buffer);
        return done + " " + nanos + " " + text(spent) + " "
                + Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
    }

    /**
     * {@return numbers with a space between them}
     *
     * @param spent what they are taken from
     */
    public static String text(Spent spent) {
        return spent.cpuNanos() + " " + spent.contextSwitches() + " " + spent.allocatedBytes();
    }

    /**
     * Understands {@link #end}.
     *
     * @param text what it said
     * @param server what the other side spent
     * @return both together
     * @throws IOException if it said something else
     */
    public static Slice slice(String text, Spent server) throws IOException {
        String[] words = text.split(" ", -1);
        try {
            Histogram times = Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(words[5])), 0);
            Spent client = new Spent(Long.parseLong(words[2]), Long.parseLong(words[3]), Long.parseLong(words[4]));
            return new Slice(Long.parseLong(words[0]), Long.parseLong(words[1]), times, client, server);
        } catch (DataFormatException | RuntimeException e) {
            throw new IOException("a client said: " + text + " (expected: five numbers and a histogram)", e);
        }
    }
}
