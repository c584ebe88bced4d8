package dev.loopline.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.process.HelperExit;
import dev.loopline.process.HelperExit.Reason;
import dev.loopline.process.RestartPolicy;
import dev.loopline.testing.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestartPlanTest {
    private static final Duration SHORT = Duration.ofSeconds(1);

    private final ManualScheduler clock = new ManualScheduler();

    private RestartPlan plan(RestartPolicy policy) {
        return new RestartPlan(policy, clock::nanoTime);
    }

    private static HelperExit exit(Reason reason, int code, Duration uptime) {
        return new HelperExit("h", 1, reason, code, null, uptime, "", List.of(), null, null, 0);
    }

    private static HelperExit crash(Duration uptime) {
        return exit(Reason.EXITED, 1, uptime);
    }

    @Test
    void pausesDoubleFromTheFirstToTheLongest() {
        RestartPlan plan = plan(RestartPolicy.onFailure().withCrashLimit(1000, Duration.ofSeconds(60)));
        List<Long> pauses = new ArrayList<>();

        for (int i = 0; i < 9; i++) {
            pauses.add(plan.after(crash(SHORT)).pause().toMillis());
        }

        assertThat(pauses).containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 6400L, 10_000L, 10_000L);
    }

    @Test
    void theFifthEndWithinAMinuteIsTheLast() {
        RestartPlan plan = plan(RestartPolicy.always());
        for (int i = 0; i < 4; i++) {
            assertThat(plan.after(crash(SHORT)).pause()).isNotNull();
            clock.advance(Duration.ofSeconds(15));
        }

        RestartPlan.Decision decision = plan.after(crash(SHORT));

        assertThat(decision.pause()).isNull();
        assertThat(decision.why()).isEqualTo("it ended 5 times within 60 s and is not started again");
    }

    @Test
    void endsThatAreFurtherApartAreNoLoop() {
        RestartPlan plan = plan(RestartPolicy.always());
        for (int i = 0; i < 20; i++) {
            assertThat(plan.after(crash(SHORT)).pause()).isNotNull();
            clock.advance(Duration.ofSeconds(15).plusMillis(1));
        }
    }

    @Test
    void aHelperThatWasUpForLongBeginsWithTheShortestPause() {
        RestartPlan plan = plan(RestartPolicy.onFailure());
        plan.after(crash(SHORT));
        plan.after(crash(SHORT));
        clock.advance(Duration.ofSeconds(61));

        assertThat(plan.after(crash(Duration.ofSeconds(61))).pause()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void thePolicyDecidesWhichEndsCount() {
        List<HelperExit> ends = List.of(
                exit(Reason.EXITED, 0, SHORT),
                exit(Reason.EXITED, 1, SHORT),
                exit(Reason.NOT_READY, 137, SHORT),
                exit(Reason.NOT_STARTED, -1, SHORT),
                exit(Reason.CONNECTION_LOST, 0, SHORT),
                exit(Reason.STOPPED, 137, SHORT),
                exit(Reason.DETACHED, -1, SHORT));

        assertThat(ends).map(RestartPolicy.never()::restartsAfter).containsOnly(false);
        assertThat(ends)
                .map(RestartPolicy.onFailure()::restartsAfter)
                .containsExactly(false, true, true, true, true, false, false);
        assertThat(ends)
                .map(RestartPolicy.always()::restartsAfter)
                .containsExactly(true, true, true, true, true, false, false);
    }
}
