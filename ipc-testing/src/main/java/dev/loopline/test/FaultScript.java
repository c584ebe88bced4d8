package dev.loopline.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a {@link FaultProxy} does to one direction: conditions that last ({@link #delay}, {@link #throttle}...), and faults
 * at a place ({@link #afterBytes}, {@link #atFrame}).
 *
 * <p>Places are counted for each connection from its first byte, as its sender wrote it. A fault happens once on each
 * connection, just before the byte at its place would leave; on a connection that is past the place when the script is
 * given to the proxy, before the next byte.
 *
 * <p><b>Threading:</b> for one thread.
 */
public final class FaultScript {
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final Duration MAX_TIME = Duration.ofHours(1);

    private final List<FaultPlan.Step> steps = new ArrayList<>();
    private long delayNanos;
    private long jitterNanos;
    private long bytesPerSecond;
    private int leastPiece;
    private int mostPiece;
    private int corruptOneIn;
    private boolean paused;
    private boolean blackhole;

    FaultScript() {}

    FaultPlan plan() {
        return new FaultPlan(
                NUMBERS.incrementAndGet(),
                delayNanos,
                jitterNanos,
                bytesPerSecond,
                leastPiece,
                mostPiece,
                corruptOneIn,
                paused,
                blackhole,
                List.copyOf(steps));
    }

    /**
     * Delivers everything later.
     *
     * @param time how much later, at most an hour
     * @return this script
     */
    public FaultScript delay(Duration time) {
        return delay(time, Duration.ZERO);
    }

    /**
     * Delivers everything later, and not evenly. The order stays.
     *
     * @param time how much later at least
     * @param jitter how much more at most, by chance
     * @return this script
     */
    public FaultScript delay(Duration time, Duration jitter) {
        delayNanos = nanos("delay", time);
        jitterNanos = nanos("jitter", jitter);
        return this;
    }

    /**
     * Bounds the speed of each connection.
     *
     * @param bytes a second, more than 0
     * @return this script
     */
    public FaultScript throttle(long bytes) {
        bytesPerSecond = atLeast("bytes a second", bytes, 1);
        return this;
    }

    /**
     * Cuts everything into small writes. They may arrive together, as TCP is free to join them.
     *
     * @param least bytes of the smallest, 1 or more
     * @param most bytes of the largest; the size of each is left to chance
     * @return this script
     */
    public FaultScript pieces(int least, int most) {
        leastPiece = (int) atLeast("least bytes", least, 1);
        mostPiece = (int) atLeast("most bytes", most, least);
        return this;
    }

    /**
     * Flips bits by chance.
     *
     * @param bytes in how many bytes one bit is flipped on average, 1 or more
     * @return this script
     */
    public FaultScript corruptOneIn(int bytes) {
        corruptOneIn = (int) atLeast("bytes", bytes, 1);
        return this;
    }

    /**
     * Holds everything back. The sender feels it once all buffers between are full, and nothing is lost.
     *
     * @return this script
     */
    public FaultScript pause() {
        paused = true;
        return this;
    }

    /**
     * Swallows everything, the end of the connection included: either side sees a peer that is silent.
     *
     * @return this script
     */
    public FaultScript blackhole() {
        blackhole = true;
        return this;
    }

    /**
     * Names a place.
     *
     * @param bytes how many go unharmed before it; the first frame follows {@link Direction#helloBytes}
     * @return what happens there
     */
    public Place afterBytes(long bytes) {
        return new Place(0, atLeast("bytes", bytes, 0));
    }

    /**
     * Names the beginning of a frame, which is the first of the 4 bytes of its length.
     *
     * @param number 1 for the first frame after the handshake
     * @return what happens there
     */
    public Place atFrame(int number) {
        return atFrame(number, 0);
    }

    /**
     * Names a byte of a frame. If the frame has no such byte, that is the first byte of the next one.
     *
     * @param number 1 for the first frame after the handshake
     * @param offset 0 to 3 for the length, 4 for the type, 20 for the first byte of the body
     * @return what happens there
     */
    public Place atFrame(int number, int offset) {
        return new Place(atLeast("frame", number, 1), atLeast("offset", offset, 0));
    }

    /**
     * A place of the stream, of which a script says what happens there.
     *
     * <p><b>Threading:</b> for one thread.
     */
    public final class Place {
        private final long frame;
        private final long offset;

        private Place(long frame, long offset) {
            this.frame = frame;
            this.offset = offset;
        }

        private FaultScript then(long further, Fault fault) {
            steps.add(new FaultPlan.Step(frame, offset + further, fault));
            return FaultScript.this;
        }

        /**
         * Flips one bit of the byte.
         *
         * @param bit 0, the lowest, to 7
         * @return the script
         */
        public FaultScript corrupt(int bit) {
            if (bit < 0 || bit > 7) {
                throw new IllegalArgumentException("bit: " + bit + " (expected: 0..7)");
            }
            return then(0, new Fault.Change(0xFF, 1 << bit));
        }

        /**
         * Writes other bytes over those that begin here.
         *
         * @param bytes what is delivered in their place
         * @return the script
         */
        public FaultScript replace(byte... bytes) {
            for (int i = 0; i < bytes.length; i++) {
                then(i, new Fault.Change(0, bytes[i] & 0xFF));
            }
            return FaultScript.this;
        }

        /**
         * Leaves bytes out. What follows them is delivered.
         *
         * @param bytes how many, 1 or more
         * @return the script
         */
        public FaultScript drop(long bytes) {
            return then(0, new Fault.Drop(atLeast("bytes", bytes, 1)));
        }

        /**
         * Holds this and all that follows back for a time.
         *
         * @param time how long, at most an hour
         * @return the script
         */
        public FaultScript pause(Duration time) {
            return then(0, new Fault.Pause(nanos("pause", time)));
        }

        /**
         * Swallows this and all that follows, the end of the connection included.
         *
         * @return the script
         */
        public FaultScript blackhole() {
            return then(0, new Fault.Blackhole());
        }

        /**
         * Ends this direction in order, with a FIN, and swallows the rest. The other direction goes on.
         *
         * @return the script
         */
        public FaultScript halfClose() {
            return then(0, new Fault.HalfClose());
        }

        /**
         * Breaks the connection on both sides, with a RST (SO_LINGER 0): both see a connection reset, and what was on
         * the way is lost.
         *
         * @return the script
         */
        public FaultScript reset() {
            return then(0, new Fault.Reset());
        }
    }

    private static long atLeast(String what, long number, long least) {
        if (number < least) {
            throw new IllegalArgumentException(what + ": " + number + " (expected: >= " + least + ")");
        }
        return number;
    }

    private static long nanos(String what, Duration time) {
        if (time.isNegative() || time.compareTo(MAX_TIME) > 0) {
            throw new IllegalArgumentException(what + ": " + time + " (expected: 0 to " + MAX_TIME + ")");
        }
        return time.toNanos();
    }
}
