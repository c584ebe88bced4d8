package dev.loopline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.testing.ChildJvm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Processes whose wall clock jumps: a few lines of C put in front of the system's clock move it by what a file says. */
@Tag("one-java")
class WallClockTest extends SystemFixture {
    private static final String SHIFTED_CLOCK = """
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <fcntl.h>
            #include <stdint.h>
            #include <stdlib.h>
            #include <sys/mman.h>
            #include <sys/time.h>
            #include <time.h>
            static volatile int64_t *shift;
            static void open_shift(void) {
                int fd = open(getenv("CLOCK_SHIFT"), O_RDONLY);
                shift = mmap(0, 8, PROT_READ, MAP_SHARED, fd, 0);
            }
            int clock_gettime(clockid_t id, struct timespec *t) {
                static int (*real)(clockid_t, struct timespec *);
                if (!real) { real = dlsym(RTLD_NEXT, "clock_gettime"); open_shift(); }
                int result = real(id, t);
                if (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE) t->tv_sec += *shift;
                return result;
            }
            int gettimeofday(struct timeval *t, void *zone) {
                struct timespec now;
                int result = clock_gettime(CLOCK_REALTIME, &now);
                t->tv_sec = now.tv_sec; t->tv_usec = now.tv_nsec / 1000;
                return result;
            }
            time_t time(time_t *t) {
                struct timespec now;
                clock_gettime(CLOCK_REALTIME, &now);
                if (t) *t = now.tv_sec;
                return now.tv_sec;
            }
            """;

    private Path library;
    private Path shift;

    @BeforeEach
    void compile() throws Exception {
        assumeThat(Path.of("/usr/bin/cc")).as("a C compiler").exists();
        Path source = Files.writeString(temporary.resolve("clock.c"), SHIFTED_CLOCK);
        library = temporary.resolve("clock.so");
        Process compiler = new ProcessBuilder(
                        "cc", "-shared", "-fPIC", "-O1", "-o", library.toString(), source.toString(), "-ldl")
                .redirectErrorStream(true)
                .redirectOutput(temporary.resolve("cc.out").toFile())
                .start();
        assumeThat(compiler.waitFor(30, TimeUnit.SECONDS) && compiler.exitValue() == 0)
                .as("cc: " + Files.readString(temporary.resolve("cc.out")))
                .isTrue();
        shift = temporary.resolve("shift");
        moveTo(Duration.ZERO);
    }

    private void moveTo(Duration by) throws IOException {
        ByteBuffer seconds = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        Files.write(shift, seconds.putLong(0, by.toSeconds()).array());
    }

    private ChildJvm start(Class<?> main, String... args) {
        return later(ChildJvm.start(
                List.of(),
                Map.of("LD_PRELOAD", library.toString(), "CLOCK_SHIFT", shift.toString()),
                main,
                List.of(),
                args));
    }

    private static long number(String line) {
        return Long.parseLong(line.substring(line.indexOf(' ') + 1));
    }

    @Test
    void f14JumpsOfTheWallClockChangeNothing() throws Exception {
        ChildJvm server = start(ServingProcess.class, directory().path().toString(), "f14", "IPV4");
        server.awaitLine("ready .*", PATIENCE);
        ChildJvm client = start(TimingProcess.class, directory().path().toString(), "f14");
        client.awaitLine("connected", PATIENCE);

        for (Duration by :
                List.of(Duration.ofHours(1), Duration.ofHours(-1), Duration.ofDays(3653), Duration.ofDays(-3653))) {
            client.send("deadline");
            await().pollDelay(Duration.ofMillis(200)).until(() -> true);
            moveTo(by);
            long took = number(client.awaitLine("deadline \\d+", PATIENCE)); // by the clock that does not jump
            client.send("time");
            long now = number(client.awaitLine("time -?\\d+", PATIENCE));

            assertThat(took).as("ms, clock moved by " + by).isBetween(1_000L, 3_000L);
            assertThat(Math.abs(now - System.currentTimeMillis() - by.toMillis()))
                    .as("the clock that the process sees is moved")
                    .isLessThan(60_000);
        }
        client.send("state");

        assertThat(client.awaitLine("state .*", PATIENCE)).isEqualTo("state CONNECTED, 0 changes");
        // Looks of the server at its endpoint file, and the life of its token, go on as well.
        try (var late = client("f14").connect()) {
            assertThat(Echoes.call(late, "x")).isEqualTo("x");
        }
    }
}
