package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.Certainty;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.process.HelperExit;
import dev.loopline.process.HelperProcess;
import dev.loopline.process.HelperState;
import dev.loopline.process.HelperStateChange;
import dev.loopline.process.RestartPolicy;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.topic.Topic;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Helpers that die, and are started again. */
@Tag("one-java")
class HelperRestartTest extends HelperFixture {
    private static void kill(long pid) {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    private HelperExit endOf(HelperProcess helper) {
        return helper.ended()
                .toCompletableFuture()
                .orTimeout(20, java.util.concurrent.TimeUnit.SECONDS)
                .join();
    }

    @Test
    void f15AKilledHelperIsStartedAgainAndCallsGoToTheNextOne() {
        HelperProcess helper = started(helper("serve").restart(RestartPolicy.onFailure()));
        long first = helper.pid();
        CompletableFuture<EchoMessage> inFlight = Echoes.start(helper, "hang");
        assertThat(Echoes.call(helper, "x")).isEqualTo("x");

        kill(first);

        StatusException failure = Echoes.failureOf(inFlight);
        assertThat(failure.code()).isEqualTo(StatusCode.UNAVAILABLE);
        assertThat(failure.certainty()).isEqualTo(Certainty.UNKNOWN);
        CallOptions patient = CallOptions.DEFAULT.withDeadline(PATIENCE);
        assertThat(Echoes.text(Echoes.start(helper, "later", patient).join())).isEqualTo("later");
        long second = Long.parseLong(Echoes.call(helper, "pid"));
        assertThat(second).isEqualTo(helper.pid()).isNotEqualTo(first);
        assertThat(helper.restarts()).isEqualTo(1);
        HelperExit exit = helper.lastExit();
        assertThat(exit.reason()).isEqualTo(HelperExit.Reason.EXITED);
        assertThat(exit.signal()).isEqualTo("SIGKILL");
        assertThat(exit.code()).isEqualTo(137);
        assertThat(exit.pid()).isEqualTo(first);
        assertThat(exit.lastCall()).isEqualTo("loopline.echo.v1.Echo/Unary");
        assertThat(states())
                .containsExactly(
                        HelperState.STARTING,
                        HelperState.READY,
                        HelperState.PAUSING,
                        HelperState.STARTING,
                        HelperState.READY);
    }

    @Test
    void subscriptionsGoOnThroughARestartWithoutAGap() {
        Topic<EchoMessage> question = Topic.of("questions", EchoMessage.getDefaultInstance());
        Topic<EchoMessage> answer = Topic.of("answers", EchoMessage.getDefaultInstance());
        HelperProcess helper =
                started(helper("attach", "echo-events", "ready", "wait").restart(RestartPolicy.onFailure()));
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        later(helper.topic(answer).subscribe(event -> heard.add(Echoes.text(event))));
        helper.topic(question).publish(Echoes.text("one"));
        await().until(() -> heard.contains("one"));

        kill(helper.pid());
        await().until(() -> helper.restarts() == 1 && helper.state() == HelperState.READY);
        helper.topic(question).publish(Echoes.text("two"));

        await().untilAsserted(() -> assertThat(heard).containsExactly("one", "two"));
    }

    @Test
    void withoutAPolicyItStaysEndedAndCallsSayHow() {
        HelperProcess helper = started(helper("serve"));

        kill(helper.pid());
        HelperExit exit = endOf(helper);

        assertThat(exit.signal()).isEqualTo("SIGKILL");
        StatusException failure = failureOf(() -> Echoes.call(helper, "late"));
        assertThat(failure.code()).isEqualTo(StatusCode.UNAVAILABLE);
        assertThat(failure.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
        assertThat(failure).hasMessageContaining("helper thumbs (pid " + exit.pid() + ") was ended by SIGKILL after ");
        assertThat(helper.state()).isEqualTo(HelperState.ENDED);
        assertThat(helper.stop()).isEqualTo(exit);
    }

    @Test
    void anExitWithZeroIsNoFailureUnlessAlwaysIsAskedFor() {
        HelperProcess onFailure = started(helper("serve").restart(RestartPolicy.onFailure()));
        HelperProcess always = started(helper("serve").name("always").restart(RestartPolicy.always()));

        for (HelperProcess helper : new HelperProcess[] {onFailure, always}) {
            assertThat(Echoes.failureOf(Echoes.start(helper, "exit 0")).certainty())
                    .isEqualTo(Certainty.UNKNOWN);
        }

        assertThat(endOf(onFailure).code()).isZero();
        await().until(() -> always.restarts() == 1 && always.state() == HelperState.READY);
    }

    @Test
    void aCrashLoopEndsWithOneClearError() {
        RestartPolicy policy = RestartPolicy.onFailure()
                .withPauses(Duration.ofMillis(1), Duration.ofMillis(5))
                .withCrashLimit(3, Duration.ofSeconds(60));
        HelperProcess helper = started(helper("serve").restart(policy));
        for (int i = 0; i < 3; i++) {
            int restarts = i;
            await().until(() -> helper.restarts() == restarts && helper.state() == HelperState.READY);
            kill(helper.pid());
            await().until(() -> helper.state() != HelperState.READY);
        }

        HelperExit exit = endOf(helper);

        assertThat(exit.detail()).isEqualTo("it ended 3 times within 60 s and is not started again");
        assertThat(exit.restarts()).isEqualTo(2);
        assertThat(failureOf(() -> Echoes.call(helper, "late"))).hasMessageContaining("3 times within 60 s");
        assertThat(changes.stream().filter(change -> change.state() == HelperState.ENDED))
                .singleElement()
                .extracting(HelperStateChange::exit)
                .isSameAs(exit);
    }

    @Test
    void aHelperIsNotStartedAgainWhileItIsStopped() {
        HelperProcess helper = started(helper("serve")
                .restart(RestartPolicy.always().withPauses(Duration.ofMinutes(1), Duration.ofMinutes(1))));
        kill(helper.pid());
        await().until(() -> helper.state() == HelperState.PAUSING);
        CompletableFuture<EchoMessage> waiting = Echoes.start(helper, "waiting");

        HelperExit exit = helper.stop();

        assertThat(exit.signal()).isEqualTo("SIGKILL");
        assertThat(helper.restarts()).isZero();
        assertThat(Echoes.failureOf(waiting).certainty()).isEqualTo(Certainty.NOT_EXECUTED);
    }

    @Test
    void aHelperThatLeavesItsConnectionIsEndedAndStartedAgain() {
        HelperProcess helper =
                started(helper("attach", "grandchild", "ready", "leave", "hang").restart(RestartPolicy.onFailure()));

        await().until(() -> helper.restarts() >= 1);

        assertThat(helper.lastExit().reason()).isEqualTo(HelperExit.Reason.CONNECTION_LOST);
    }
}
