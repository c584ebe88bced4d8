package dev.loopline.examples.demo;

import dev.loopline.examples.demo.Standing.Amount;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The files that are still to be examined: those found and not yet taken, at most {@value #MAX_WAITING}, and those given
 * back, at most as many as were under way. Any thread.
 */
final class Backlog {
    private static final int MAX_WAITING = 256;

    private final Deque<FoundFile> waiting = new ArrayDeque<>();
    private final Deque<FoundFile> givenBack = new ArrayDeque<>();
    private int underWay;
    private boolean allFound;
    private Amount added = new Amount(0, 0);
    private Amount settled = new Amount(0, 0);
    private @Nullable DemoFailure failure;

    /** Adds a file; waits while {@value #MAX_WAITING} wait already. */
    synchronized void add(FoundFile file) throws InterruptedException {
        while (waiting.size() == MAX_WAITING) {
            wait();
        }
        waiting.add(file);
        added = added.plus(file);
        notifyAll();
    }

    /**
     * Says that no more files will be added.
     *
     * @param cause why the search cannot go on, {@code null} if it has come to its end
     */
    synchronized void endOfSearch(@Nullable DemoFailure cause) {
        allFound = true;
        failure = cause;
        notifyAll();
    }

    /**
     * Takes a file to be examined; waits while there is none but there may be one later.
     *
     * @return the file, to be {@link #settle}d or {@link #giveBack given back}; {@code null} when all are settled
     * @throws DemoFailure that with which the search ended
     */
    synchronized @Nullable FoundFile take() throws InterruptedException {
        while (true) {
            if (failure != null) {
                throw failure;
            }
            FoundFile file = givenBack.isEmpty() ? waiting.poll() : givenBack.poll();
            if (file != null) {
                underWay++;
                notifyAll();
                return file;
            }
            if (allFound && underWay == 0) {
                return null;
            }
            wait();
        }
    }

    /** Says that a file that was taken is done with. */
    synchronized void settle(FoundFile file) {
        underWay--;
        settled = settled.plus(file);
        notifyAll();
    }

    /** Returns a file that was taken, for another helper. */
    synchronized void giveBack(FoundFile file) {
        underWay--;
        givenBack.add(file);
        notifyAll();
    }

    /** {@return the files added so far} */
    synchronized Amount added() {
        return added;
    }

    /** {@return the files done with so far} */
    synchronized Amount settled() {
        return settled;
    }

    /** {@return whether no more files will be added} */
    synchronized boolean isComplete() {
        return allFound;
    }
}
