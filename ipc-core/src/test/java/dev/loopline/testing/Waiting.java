package dev.loopline.testing;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;

/** Waiting for something that another thread brings about. */
public final class Waiting {
    private Waiting() {}

    public static <T> T until(String what, Callable<T> look) {
        AtomicReference<T> found = new AtomicReference<>();
        await(what)
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> {
                    found.set(look.call());
                    return found.get() != null;
                });
        return found.get();
    }
}
