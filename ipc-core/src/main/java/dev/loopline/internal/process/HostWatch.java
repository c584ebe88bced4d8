package dev.loopline.internal.process;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices the end of the host, and ends this process then. Two signs: standard input ends, and the host's process is gone. A host
 * that is still there when the input ends is stopping this helper, which is then its business.
 *
 * <p>Two daemon threads, one that waits for the input and one that looks each second.
 */
final class HostWatch {
    private static final long LOOK_MILLIS = 1000;
    private static final long LOOK_AFTER_END_MILLIS = 100;
    private static final int LOOKS_AT_THE_END = 5;

    private final HostInput input;
    private final @Nullable HostLife life;
    private final Runnable onOver;
    private final CountDownLatch inputEnded = new CountDownLatch(1);

    private HostWatch(HostInput input, @Nullable HostLife life, Runnable onOver) {
        this.input = input;
        this.life = life;
        this.onOver = onOver;
    }

    /**
     * Begins to watch.
     *
     * @param input of this process, behind the line of the host
     * @param life of the host, {@code null} if it cannot be seen
     * @param onOver run when the host is gone, once, on a daemon thread
     * @return the watch
     */
    static HostWatch start(HostInput input, @Nullable HostLife life, Runnable onOver) {
        HostWatch watch = new HostWatch(input, life, onOver);
        daemon("loopline-host-input", watch::awaitInput);
        daemon("loopline-host-watch", watch::look);
        return watch;
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void awaitInput() {
        input.awaitEnd();
        inputEnded.countDown();
    }

    private void look() {
        try {
            while (!isOver()) {
                if (inputEnded.getCount() > 0) {
                    var unused = inputEnded.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                } else {
                    pause(Duration.ofMillis(LOOK_AFTER_END_MILLIS));
                }
            }
            onOver.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody else has this thread
        }
    }

    private boolean isOver() {
        return life == null ? inputEnded.getCount() == 0 : life.isOver();
    }

    /**
     * Tells whether the host has just gone, for a process that ends because its connection has: of a process that is killed
     * connections and pipes end a moment before it is gone.
     */
    boolean isOverSoon() throws InterruptedException {
        if (!inputEnded.await(LOOK_AFTER_END_MILLIS, TimeUnit.MILLISECONDS)) {
            return isOver();
        }
        for (int i = 0; i < LOOKS_AT_THE_END && !isOver(); i++) {
            pause(Duration.ofMillis(LOOK_AFTER_END_MILLIS));
        }
        return isOver();
    }

    static void pause(Duration time) throws InterruptedException {
        var unused = new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
    }
}
