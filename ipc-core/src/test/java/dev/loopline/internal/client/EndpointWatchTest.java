package dev.loopline.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("one-java")
@Timeout(60)
class EndpointWatchTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private static CompletableFuture<Void> waiting(EndpointWatch watch) {
        CompletableFuture<Void> started = new CompletableFuture<>();
        CompletableFuture<Void> over = CompletableFuture.runAsync(() -> {
            try {
                started.complete(null);
                watch.await(LONG.toNanos());
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        started.join();
        return over;
    }

    private static boolean isOverSoon(CompletableFuture<Void> waiting) {
        return waiting.thenApply(nothing -> true)
                .completeOnTimeout(false, 10, TimeUnit.SECONDS)
                .join();
    }

    private void replace(String name) throws Exception {
        Path written = Files.writeString(directory.resolve("writing"), name);
        Files.move(written, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void endsWhenTheFileIsReplaced() throws Exception {
        assumeTrue(!System.getProperty("os.name").startsWith("Mac"), "the JDK looks at files now and then there");
        Path file = directory.resolve("photo.endpoint");
        try (EndpointWatch watch = EndpointWatch.over(file)) {
            for (int i = 0; i < 3; i++) {
                CompletableFuture<Void> waiting = waiting(watch);

                replace("photo.endpoint");

                assertThat(isOverSoon(waiting)).isTrue();
            }
        }
    }

    @Test
    void otherFilesDoNotMatter() throws Exception {
        long begin = System.nanoTime();
        try (EndpointWatch watch = EndpointWatch.over(directory.resolve("photo.endpoint"))) {
            replace("video.endpoint");

            watch.await(TimeUnit.MILLISECONDS.toNanos(200));
        }

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void endsWhenItIsClosedWhetherItWatchesOrNot() {
        EndpointWatch watching = EndpointWatch.over(directory.resolve("photo.endpoint"));
        EndpointWatch missing = EndpointWatch.over(directory.resolve("missing").resolve("photo.endpoint"));
        EndpointWatch nothing = EndpointWatch.over(null);

        for (EndpointWatch watch : new EndpointWatch[] {watching, missing, nothing}) {
            CompletableFuture<Void> waiting = waiting(watch);
            watch.close();

            assertThat(isOverSoon(waiting)).isTrue();
            assertThat(isOverSoon(waiting(watch))).as("a later pause").isTrue();
        }
    }

    @Test
    void waitsForAllOfItsTimeWhereTheDirectoryGoesAway() throws Exception {
        Path gone = Files.createDirectory(directory.resolve("gone"));
        long begin = System.nanoTime();
        try (EndpointWatch watch = EndpointWatch.over(gone.resolve("photo.endpoint"))) {
            Files.delete(gone);

            watch.await(TimeUnit.MILLISECONDS.toNanos(200));
            watch.await(TimeUnit.MILLISECONDS.toNanos(100));
        }

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }
}
