package dev.loopline.examples.demo;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * How far a job is at one moment.
 *
 * @param working whether the helpers are at work, or still being started
 * @param nanos since they began to work
 * @param done files that are examined, as the helpers say, or given up, and what is read
 * @param found what there is to do, as far as it is known
 * @param allFound whether that is all
 * @param pace how quickly they work at present
 * @param steadyPace the same over a longer time, for what is left to do
 * @param helpers each of them
 */
record Standing(
        boolean working,
        long nanos,
        Amount done,
        Amount found,
        boolean allFound,
        Pace.Speed pace,
        Pace.Speed steadyPace,
        List<HelperStanding> helpers) {

    /** New processes are slow at first: what they say of the time left would be far too long. */
    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** {@return how much is done, 0 to 1: the mean of the shares in files and in bytes, which goes back only when a helper is lost} */
    double share() {
        double files = share(done.files(), found.files());
        return found.bytes() == 0 ? files : (files + share(done.bytes(), found.bytes())) / 2;
    }

    private static double share(long done, long all) {
        return all == 0 ? 1 : Math.min(1, (double) done / all);
    }

    /**
     * {@return the time left in seconds, nothing while it cannot be told: not all found, or too early, or at a standstill}
     *
     * The larger of two estimates, by files and by bytes, so that neither many small files at the end nor a large one come
     * as a surprise. While no file is done, only large ones are under way, and their bytes say more.
     */
    OptionalLong secondsLeft() {
        double byBytes = seconds(found.bytes() - done.bytes(), steadyPace.bytesPerSecond());
        double byFiles = steadyPace.filesPerSecond() == 0 && steadyPace.bytesPerSecond() > 0
                ? byBytes
                : seconds(found.files() - done.files(), steadyPace.filesPerSecond());
        double seconds = Math.max(byFiles, byBytes);
        return allFound && nanos >= WARM_UP_NANOS && Double.isFinite(seconds)
                ? OptionalLong.of(Math.round(seconds))
                : OptionalLong.empty();
    }

    private static double seconds(long left, double perSecond) {
        return left <= 0 ? 0 : left / perSecond;
    }

    /**
     * Some files.
     *
     * @param files how many
     * @param bytes in them
     */
    record Amount(long files, long bytes) {
        static final Amount NONE = new Amount(0, 0);

        Amount plus(FoundFile file) {
            return plus(new Amount(1, file.sizeBytes()));
        }

        Amount plus(Amount other) {
            long sum = bytes + other.bytes;
            return new Amount(files + other.files, sum < 0 ? Long.MAX_VALUE : sum); // a sparse file may claim any size
        }

        Amount atMost(Amount limit) {
            return new Amount(Math.min(files, limit.files), Math.min(bytes, limit.bytes));
        }
    }

    /**
     * How far a helper is.
     *
     * @param figures what it has done
     * @param pace how quickly it works at present
     */
    record HelperStanding(Helper.Figures figures, Pace.Speed pace) {}
}
