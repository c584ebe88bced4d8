package dev.loopline.examples.demo;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private static final FoundFile FILE = new FoundFile("file:///a", 1);

    private final Backlog backlog = new Backlog();

    @Test
    void endsOnlyWhenEveryFileIsSettled() throws Exception {
        backlog.add(FILE);
        backlog.endOfSearch(null);
        FoundFile first = backlog.take();
        backlog.giveBack(FILE);

        FoundFile again = backlog.take();
        backlog.settle(FILE);

        assertThat(first).isEqualTo(FILE);
        assertThat(again).isEqualTo(FILE);
        assertThat(backlog.take()).isNull();
    }

    @Test
    void makesTheSearchWaitForThoseWhoTake() throws Exception {
        Thread search = new Thread(() -> {
            try {
                for (int i = 0; i < 257; i++) {
                    backlog.add(FILE);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        search.start();
        await().until(() -> search.getState() == Thread.State.WAITING);

        backlog.take();

        search.join(SECONDS.toMillis(10));
        assertThat(search.isAlive()).isFalse();
    }

    @Test
    void failsWhoTakesWhenTheSearchBreaksOff() throws Exception {
        CompletableFuture<Void> taking = CompletableFuture.runAsync(() -> {
            try {
                backlog.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        backlog.endOfSearch(new DemoFailure("disk on fire"));

        assertThatThrownBy(() -> taking.get(10, SECONDS))
                .hasCauseInstanceOf(DemoFailure.class)
                .hasMessageContaining("disk on fire");
    }
}
