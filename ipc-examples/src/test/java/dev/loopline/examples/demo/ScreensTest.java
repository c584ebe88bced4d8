package dev.loopline.examples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.examples.demo.Standing.Amount;
import dev.loopline.examples.demo.Standing.HelperStanding;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreensTest {
    private static final long LATER_NANOS = MILLISECONDS.toNanos(3500);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, UTF_8);

    @Test
    void liveLinesAreDrawnOverThoseBefore() {
        Screen screen = new LiveScreen(out, new Terminal(24, 80));
        screen.show(standing(0, 10, true));
        bytes.reset();

        screen.show(standing(5, 10, true));

        assertThat(written()).startsWith("\033[?7l\r\033[4A[###").endsWith("\n\033[J\033[?7h");
        assertThat(visible()).hasSize(4);
        assertThat(visible().get(2)).matches("helper-1 \\(pid 11\\) +2 files +3 B +1 files/s +1.0 MB/s");
        assertThat(visible().get(3)).matches("helper-2 \\(pid 12\\) +3 files +3 B +ENDED");
    }

    @Test
    void aNoteGoesAboveTheLiveLinesAndStays() {
        Screen screen = new LiveScreen(out, new Terminal(24, 80));
        screen.show(standing(0, 10, true));
        bytes.reset();

        screen.note("look\033[2J");
        screen.show(standing(1, 10, true));

        assertThat(written()).startsWith("\r\033[4A\033[Jlook\\u001b[2J\n\033[?7l\r[");
    }

    @Test
    void liveLinesFitIntoTheTerminal() {
        Screen screen = new LiveScreen(out, new Terminal(3, 20));

        screen.show(standing(5, 10, true));

        List<String> lines =
                written().replaceAll("\033\\[[?0-9]*[A-Za-z]|\r", "").lines().toList();
        assertThat(lines).hasSize(2).allSatisfy(line -> assertThat(line).hasSizeLessThan(20));
    }

    @Test
    void aClosedScreenShowsNotesOnly() {
        for (Screen screen : List.of(new LiveScreen(out, new Terminal(24, 80)), new PlainScreen(out, true))) {
            screen.close();
            bytes.reset();

            screen.show(standing(5, 10, true));
            screen.note("the end");

            assertThat(written()).containsOnlyOnce("the end\n").doesNotContain("files");
        }
    }

    @Test
    void plainLinesComeNowAndThen() {
        Screen screen = new PlainScreen(out, true);

        for (int millis = 0; millis <= 60_000; millis += 200) {
            screen.show(new Standing(
                    true,
                    MILLISECONDS.toNanos(millis),
                    new Amount(1, 1),
                    new Amount(2, 2),
                    true,
                    speed(1),
                    speed(1),
                    List.of()));
        }

        assertThat(written().lines().count()).isBetween(10L, 20L);
        assertThat(written()).doesNotContain("\033");
    }

    @Test
    void plainLinesCanBeTurnedOff() {
        Screen screen = new PlainScreen(out, false);

        screen.show(standing(5, 10, true));
        screen.note("a note");

        assertThat(written()).isEqualTo("a note" + System.lineSeparator());
    }

    @Test
    void theTimeLeftIsSaidOnlyWhenItIsKnown() {
        assertThat(ProgressText.line(standing(5, 10, true)))
                .startsWith("5 of 10 files, 5.0 MB of 10.0 MB, 2 files/s, 2.0 MB/s, about 3 s left; "
                        + "helper-1 (pid 11): 2 files; helper-2 (pid 12): 3 files, ENDED");
        assertThat(ProgressText.line(standing(5, 10, false))).contains("5 of at least 10 files", "still counting");
        assertThat(ProgressText.line(standing(10, 10, true))).contains("less than 1 s left");
        Standing still = new Standing(
                true, LATER_NANOS, new Amount(1, 1), new Amount(2, 2), true, speed(0), speed(0), List.of());
        assertThat(ProgressText.line(still)).contains("time left not known yet");
    }

    @Test
    void theLargerOfBothEstimatesCounts() {
        assertThat(afterNineOfTenFiles(new Pace.Speed(1, 10)).secondsLeft()).hasValue(100);
        assertThat(afterNineOfTenFiles(new Pace.Speed(0.001, 10)).secondsLeft()).hasValue(1000);
    }

    @Test
    void whileNoFileIsDoneTheBytesSayHowLongItTakes() {
        assertThat(afterNineOfTenFiles(new Pace.Speed(0, 10)).secondsLeft()).hasValue(100);
        assertThat(afterNineOfTenFiles(new Pace.Speed(1, 0)).secondsLeft()).isEmpty();
    }

    private static Standing afterNineOfTenFiles(Pace.Speed pace) {
        return new Standing(true, LATER_NANOS, new Amount(9, 10), new Amount(10, 1010), true, pace, pace, List.of());
    }

    private static Standing standing(long done, long found, boolean counted) {
        return new Standing(
                true,
                LATER_NANOS,
                new Amount(done, done * 1_000_000),
                new Amount(found, found * 1_000_000),
                counted,
                speed(2),
                speed(2),
                List.of(
                        new HelperStanding(
                                new Helper.Figures(
                                        "helper-1", 11, 2, 2, new Amount(2, 3), 1, 1, 0, Helper.State.WORKING),
                                speed(1)),
                        new HelperStanding(
                                new Helper.Figures("helper-2", 12, 3, 3, new Amount(3, 3), 1, 1, 0, Helper.State.LOST),
                                speed(1))));
    }

    private static Pace.Speed speed(int filesPerSecond) {
        return new Pace.Speed(filesPerSecond, filesPerSecond * 1_000_000.0);
    }

    private List<String> visible() {
        return written().replaceAll("\033\\[[?0-9]*[A-Za-z]|\r", "").lines().toList();
    }

    private String written() {
        return bytes.toString(UTF_8);
    }
}
