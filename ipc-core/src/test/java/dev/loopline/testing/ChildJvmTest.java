package dev.loopline.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChildJvmTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void talksByLinesAndTellsTheExitCode() {
        try (ChildJvm child = ChildJvm.start(Echo.class, List.of("-Dgreeting=hello"), "you")) {
            assertThat(child.awaitLine("hello .*", PATIENCE)).isEqualTo("hello you");

            child.send("one");

            assertThat(child.awaitLine("echo .*", PATIENCE)).isEqualTo("echo one");
            child.closeInput();
            assertThat(child.awaitExit(PATIENCE)).isEqualTo(3);
        }
    }

    @Test
    void showsErrorsAndExitCodeOfAChildThatFails() {
        try (ChildJvm child = ChildJvm.start(Echo.class, List.of(), "fail")) {
            assertThatThrownBy(() -> child.awaitLine("never", PATIENCE))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("no a line matching never before its output ended")
                    .hasMessageContaining("IllegalStateException: on purpose");
        }
    }

    @Test
    void leavesNoProcessBehind() {
        ProcessHandle handle;
        try (ChildJvm child = ChildJvm.start(Echo.class, List.of(), "stay")) {
            child.awaitLine(".* stay", PATIENCE);
            handle = child.handle();
        }

        assertThat(handle.isAlive()).isFalse();
    }

    /** Greets, then says back each line, and exits with 3 when there is none. */
    static final class Echo {
        private Echo() {}

        public static void main(String[] args) throws IOException {
            if (args[0].equals("fail")) {
                throw new IllegalStateException("on purpose");
            }
            System.out.println(System.getProperty("greeting") + " " + args[0]);
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            String line;
            while ((line = in.readLine()) != null) {
                System.out.println("echo " + line);
            }
            System.exit(3);
        }
    }
}
