package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.testing.RecordingEnd;
import dev.loopline.transport.Transport;
import dev.loopline.transport.TransportOptions;
import dev.loopline.transport.TransportRuntime;
import dev.loopline.transport.inprocess.InProcessAddress;
import dev.loopline.transport.inprocess.InProcessTransportProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InboxTest {
    private final TransportRuntime runtime =
            new InProcessTransportProvider().open(new TransportOptions("inbox-test", 1, 1024, 1000, 2000));
    private final List<Throwable> failures = new ArrayList<>();
    private Transport transport;

    @BeforeEach
    void connect() throws Exception {
        RecordingEnd near = new RecordingEnd();
        runtime.bind(InProcessAddress.of("inbox-test"), new RecordingEnd());
        runtime.connect(InProcessAddress.of("inbox-test"), near).join();
        transport = near.transport();
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    private Inbox closedInbox() {
        Inbox inbox = new Inbox(transport, 1000, failures::add);
        inbox.close();
        return inbox;
    }

    @Test
    void tasksOfTwoInboxesThatHaveEndedMayPutTasksIntoEachOther() throws Exception {
        Inbox one = closedInbox();
        Inbox other = closedInbox();
        CyclicBarrier bothRun = new CyclicBarrier(2);
        CountDownLatch done = new CountDownLatch(2);

        crossing(one, other, bothRun, done).start();
        crossing(other, one, bothRun, done).start();

        assertThat(done.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(failures).isEmpty();
    }

    private static Thread crossing(Inbox from, Inbox to, CyclicBarrier bothRun, CountDownLatch done) {
        Thread thread = new Thread(() -> from.submit(() -> {
            try {
                bothRun.await(5, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            to.submit(done::countDown);
        }));
        thread.setDaemon(true);
        return thread;
    }

    @Test
    void aTaskThatRunsAfterTheEndSeesTheTasksThatItPutInRunAtOnce() {
        Inbox inbox = closedInbox();
        AtomicInteger ran = new AtomicInteger();

        inbox.submit(() -> {
            inbox.submit(ran::incrementAndGet);
            assertThat(ran).hasValue(1);
            ran.incrementAndGet();
        });

        assertThat(ran).hasValue(2);
        assertThat(failures).isEmpty();
    }

    @Test
    void tasksThatManyThreadsPutInAfterTheEndAllRunOneAtATime() throws Exception {
        Inbox inbox = closedInbox();
        AtomicInteger running = new AtomicInteger();
        AtomicInteger ran = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();

        for (int t = 0; t < 8; t++) {
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 20_000; i++) {
                    while (!inbox.submit(() -> {
                        assertThat(running.incrementAndGet()).isEqualTo(1);
                        ran.incrementAndGet();
                        running.decrementAndGet();
                    })) {
                        Thread.onSpinWait();
                    }
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(ran).hasValue(160_000);
        assertThat(failures).isEmpty();
    }
}
