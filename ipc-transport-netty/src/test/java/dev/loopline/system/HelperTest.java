package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.Certainty;
import dev.loopline.Role;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.process.HelperExit;
import dev.loopline.process.HelperProcess;
import dev.loopline.process.HelperState;
import dev.loopline.proto.echo.v1.EchoMessage;
import dev.loopline.topic.Topic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Helpers that start, serve and are stopped, or fail to. */
class HelperTest extends HelperFixture {
    @Test
    void aHelperIsReadyCanBeCalledCallsBackAndIsStopped() {
        HelperProcess helper = started(helper("serve").service(Echoes.serving((request, call) -> request)));

        assertThat(helper.state()).isEqualTo(HelperState.READY);
        assertThat(Echoes.call(helper, "x")).isEqualTo("x");
        assertThat(Echoes.call(helper, "host y")).isEqualTo("host y");
        assertThat(Echoes.call(helper, "name")).isEqualTo("thumbs");
        assertThat(Echoes.call(helper, "pid")).isEqualTo(Long.toString(helper.pid()));
        assertThat(helper.isOpen()).isTrue();
        assertThat(helper.peer().role()).isEqualTo("helper");

        long start = System.nanoTime();
        HelperExit exit = helper.stop();
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(exit.reason()).isEqualTo(HelperExit.Reason.STOPPED);
        assertThat(exit.code()).as("%s", exit).isZero();
        assertThat(exit.lastCall()).isEqualTo("loopline.echo.v1.Echo/Unary");
        assertThat(took).as("it ends by itself").isLessThan(Duration.ofSeconds(2));
        assertThat(helper.stop()).isSameAs(exit);
        assertThat(states())
                .containsExactly(HelperState.STARTING, HelperState.READY, HelperState.STOPPING, HelperState.ENDED);
        StatusException failure = failureOf(() -> Echoes.call(helper, "late"));
        assertThat(failure.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
        assertThat(failure).hasMessageContaining("helper thumbs").hasMessageContaining("was stopped");
    }

    @Test
    void theHelperMayDoWhatItsRolePermits() {
        HelperProcess helper = started(helper("serve")
                .service(Echoes.serving((request, call) -> request))
                .role(Role.named("small")));

        StatusException failure = failureOf(() -> Echoes.call(helper, "host y"));

        assertThat(failure.code()).isEqualTo(StatusCode.PERMISSION_DENIED);
        assertThat(helper.peer().role()).isEqualTo("small");
    }

    @Test
    void aHelperThatExitsAtOnceIsReportedAtOnceWithAllThatIsKnown() {
        long start = System.nanoTime();
        StatusException failure = failureOf(() -> started(helper("fail")));
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(took).isLessThan(PATIENCE.dividedBy(2));
        assertThat(failure.reason()).isEqualTo("HELPER_EXITED");
        assertThat(failure.certainty()).isEqualTo(Certainty.NOT_EXECUTED);
        assertThat(failure)
                .hasMessageContaining("helper thumbs (pid ")
                .hasMessageContaining("ended with exit code 7 after ")
                .hasMessageContaining("    something is ?[31mmissing");
        assertThat(states()).containsExactly(HelperState.STARTING, HelperState.ENDED);
    }

    @Test
    void aHelperThatIsKilledBeforeItIsReadyIsReportedWithTheSignal() {
        StatusException failure =
                failureOf(() -> started(kept(HelperProcess.command("sh", "-c", "echo a >&2; kill -9 $$"))
                        .name("sh")));

        assertThat(failure.reason()).isEqualTo("HELPER_EXITED");
        assertThat(failure).hasMessageContaining("was ended by SIGKILL").hasMessageContaining("\n    a");
    }

    @Test
    void aHelperThatHangsBeforeItIsReadyIsKilledWithWhatItStarted() {
        StatusException failure =
                failureOf(() -> helper("grandchild", "attach", "hang").start(Duration.ofSeconds(3)));

        assertThat(failure.reason()).isEqualTo("HELPER_NOT_READY");
        assertThat(failure).hasMessageContaining("it had 3000 ms, and connected, but did not say that it is ready");
    }

    @Test
    void aProgramThatSpeaksNothingIsKilledToo() {
        StatusException failure =
                failureOf(() -> kept(HelperProcess.command("sleep", "1000")).start(Duration.ofMillis(200)));

        assertThat(failure.reason()).isEqualTo("HELPER_NOT_READY");
        assertThat(failure).hasMessageContaining("did not connect");
    }

    @Test
    void aProgramThatIsNotThereIsReported() {
        StatusException failure =
                failureOf(() -> kept(HelperProcess.command("/nowhere/at-all")).start(PATIENCE));

        assertThat(failure.reason()).isEqualTo("HELPER_NOT_STARTED");
        assertThat(failure).hasMessageContaining("/nowhere/at-all");
    }

    @Test
    void itsDirectoryAndEnvironmentAreAsSaid() throws Exception {
        Path directory = Files.createDirectory(temporary.resolve("work"));
        StatusException failure = failureOf(() -> kept(HelperProcess.command("sh", "-c", "echo $GREETING in $PWD >&2"))
                .directory(directory)
                .environment("GREETING", "hello")
                .start(PATIENCE));

        assertThat(failure).hasMessageContaining("hello in " + directory.toRealPath());
    }

    @Test
    void topicsOfTheHelperAreThoseOfItsHost() {
        Topic<EchoMessage> question = Topic.of("questions", EchoMessage.getDefaultInstance());
        Topic<EchoMessage> answer = Topic.of("answers", EchoMessage.getDefaultInstance());
        HelperProcess helper = started(helper("attach", "echo-events", "ready", "wait"));
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        later(helper.topic(answer).subscribe(event -> heard.add(Echoes.text(event))));

        helper.topic(question).publish(Echoes.text("anybody there"));

        await().untilAsserted(() -> assertThat(heard).containsExactly("anybody there"));
    }
}
