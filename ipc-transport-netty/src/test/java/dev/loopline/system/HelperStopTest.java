package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.Certainty;
import dev.loopline.IpcClient;
import dev.loopline.process.HelperExit;
import dev.loopline.process.HelperProcess;
import dev.loopline.process.HelperState;
import dev.loopline.proto.echo.v1.EchoMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The ladder by which a helper is ended. */
@Tag("one-java")
class HelperStopTest extends HelperFixture {
    private static final Duration DRAIN = Duration.ofMillis(300);
    private static final Duration TERMINATE = Duration.ofMillis(700);

    private static Duration time(Runnable action) {
        long start = System.nanoTime();
        action.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** They are dead by now, and gone when their new parent has taken notice. */
    private static void awaitEnd(List<ProcessHandle> dead) {
        await().until(() -> dead.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void aHelperThatDoesNotEndByItselfIsTerminated() {
        HelperProcess helper = started(helper("attach", "ready", "hang").stopGrace(DRAIN, Duration.ofSeconds(20)));

        Duration took = time(helper::close);

        HelperExit exit = helper.lastExit();
        assertThat(exit.reason()).isEqualTo(HelperExit.Reason.STOPPED);
        assertThat(exit.signal()).isEqualTo("SIGTERM");
        assertThat(took).isBetween(DRAIN, DRAIN.plus(ALLOWANCE));
    }

    @Test
    void aHelperThatIgnoresItsTerminationIsKilledWithAllThatItStarted() {
        HelperProcess helper = started(
                helper("stubborn", "grandchild", "attach", "ready", "hang").stopGrace(DRAIN, TERMINATE));
        List<ProcessHandle> descendants = descendants(helper.pid());
        assertThat(descendants).hasSize(1);

        Duration took = time(helper::close);

        assertThat(helper.lastExit().signal()).isEqualTo("SIGKILL");
        assertThat(took).isBetween(DRAIN.plus(TERMINATE), DRAIN.plus(TERMINATE).plus(ALLOWANCE));
        awaitEnd(descendants);
    }

    @Test
    void whatAHelperStartedEndsWithItAlsoWhenItEndsOrderly() {
        HelperProcess helper = started(helper("grandchild", "serve"));
        List<ProcessHandle> descendants = descendants(helper.pid());

        helper.close();

        assertThat(helper.lastExit().code()).isZero();
        assertThat(descendants).hasSize(1);
        awaitEnd(descendants);
    }

    @Test
    void callsThatAreUnderWayFinishWithinTheDrain() throws Exception {
        HelperProcess helper = started(helper("serve"));
        CompletableFuture<EchoMessage> slow = Echoes.start(helper, "slow 400");
        CompletableFuture<EchoMessage> never = Echoes.start(helper, "hang");
        assertThat(Echoes.call(helper, "x")).isEqualTo("x");

        Duration took = time(helper::close);

        assertThat(Echoes.text(slow.get())).isEqualTo("slow 400");
        assertThat(Echoes.failureOf(never).certainty()).isEqualTo(Certainty.UNKNOWN);
        assertThat(took).isLessThan(Duration.ofSeconds(3).plus(ALLOWANCE));
    }

    @Test
    void aHelperCanBeStoppedWhileItStarts() throws Exception {
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        Thread starting = new Thread(() -> {
            try {
                outcome.complete(new AssertionError(helper("attach", "hang").start(PATIENCE)));
            } catch (RuntimeException e) {
                outcome.complete(e);
            }
        });
        starting.start();
        await().until(() -> states().contains(HelperState.STARTING));

        starting.interrupt();

        assertThat(outcome.get()).hasMessageContaining("interrupted");
        starting.join();
        await().until(() -> states().contains(HelperState.ENDED));
    }

    @Test
    void severalHelpersAreIndependent() {
        List<HelperProcess> helpers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            helpers.add(started(helper("serve").name("helper-" + i)));
        }

        helpers.get(1).close();

        assertThat(Echoes.call(helpers.get(0), "a")).isEqualTo("a");
        assertThat(Echoes.call(helpers.get(2), "name")).isEqualTo("helper-2");
    }

    @Test
    void aDetachedHelperIsLeftAloneAndCanBeFoundAgain() {
        HelperProcess helper = started(helper("detach", "ready", "hang")
                .environment("LOOPLINE_RUNTIME_DIR", directory().path().toString()));
        ProcessHandle process = ProcessHandle.of(helper.pid()).orElseThrow();
        try {
            assertThat(Echoes.call(helper, "x")).isEqualTo("x");

            HelperExit exit = helper.stop();

            assertThat(exit.reason()).isEqualTo(HelperExit.Reason.DETACHED);
            assertThat(process.isAlive()).isTrue();
            IpcClient found = later(client("detached/echo").connect());
            assertThat(Echoes.call(found, "y")).isEqualTo("y");
        } finally {
            process.destroyForcibly();
        }
    }
}
