package dev.loopline.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.metrics.IpcMetrics;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CrewTest {
    private final List<String> notes = new CopyOnWriteArrayList<>();
    private final Crew crew = new Crew(2, IpcMetrics.none(), notes::add);

    @AfterEach
    void end() {
        crew.close();
    }

    @Test
    void aHelperThatIsKilledAgainAndAgainIsGivenUpAndTheOtherGoesOn() throws InterruptedException {
        crew.start();

        long killed = -1;
        for (int restarts = 0; restarts < 5; restarts++) {
            long before = killed;
            await().atMost(DemoProcess.TIMEOUT)
                    .until(() -> first().state() == Helper.State.WORKING && first().pid() != before);
            killed = first().pid();
            ProcessHandle.of(killed).orElseThrow().destroyForcibly();
        }

        await().atMost(DemoProcess.TIMEOUT).until(() -> notes.size() == 5);
        assertThat(notes.subList(0, 4)).allSatisfy(note -> assertThat(note)
                .matches("helper-1 .* was ended by SIGKILL after .*"
                        + "; what it had not answered goes to helper-2; it is started again"));
        assertThat(notes.get(4))
                .matches(
                        "helper-1 .* was ended by SIGKILL after .*: it ended 5 times within 60 s and is not started again"
                                + "; what it had not answered goes to helper-2");
        assertThat(first().isLost()).isTrue();
        assertThat(crew.take()).extracting(Helper::name).isEqualTo("helper-2");
        assertThat(crew.take()).extracting(Helper::name).isEqualTo("helper-2");
    }

    private Helper.Figures first() {
        return crew.figures().get(0);
    }
}
