package dev.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.StatusException;
import dev.loopline.echo.EchoService;
import dev.loopline.internal.wire.FrameHeader;
import dev.loopline.internal.wire.FrameType;
import dev.loopline.testing.EnginePair;
import dev.loopline.testing.RawPeer;
import dev.loopline.transport.LimitedLog;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What peers and handlers can have logged, at most. */
@Timeout(120)
class LogFloodTest {
    private static final int CONNECTIONS = 500;
    private static final int FRAMES_OF_EACH = 200;
    private static final byte[] NO_MESSAGE = {0x0F}; // wire type 7

    private final PrintStream before = System.err;
    private final Lines lines = new Lines();

    /** What is written to standard error, line by line, with the time. */
    private static final class Lines extends OutputStream {
        private record Line(long nanos, String text) {}

        private final List<Line> written = new ArrayList<>(); // guarded by this
        private final ByteArrayOutputStream line = new ByteArrayOutputStream(); // guarded by this

        @Override
        public synchronized void write(int b) {
            if (b != '\n') {
                line.write(b);
                return;
            }
            written.add(new Line(System.nanoTime(), line.toString(StandardCharsets.UTF_8)));
            line.reset();
        }

        synchronized List<String> texts() {
            return written.stream().map(Line::text).toList();
        }

        /** {@return the most log lines of any second; those of a stack trace belong to the line before} */
        synchronized int mostInASecond() {
            List<Line> logged = written.stream()
                    .filter(each -> each.text().matches(".*(WARN|ERROR|INFO) dev\\.loopline.*"))
                    .toList();
            int most = 0;
            for (int first = 0, last = 0; last < logged.size(); last++) {
                while (logged.get(last).nanos() - logged.get(first).nanos() >= 1_000_000_000L) {
                    first++;
                }
                most = Math.max(most, last - first + 1);
            }
            return most;
        }
    }

    @BeforeEach
    void capture() {
        System.setErr(new PrintStream(lines, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void release() {
        System.setErr(before);
    }

    /** Each connection breaks every rule that it survives, again and again, and then one that it does not. */
    @Test
    void d24AHundredThousandMalformedFramesAreTenLinesASecond() {
        try (EnginePair pair = Engines.inProcess().serve(Engines.echo()).connect()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                try (RawPeer peer = pair.openRaw()) {
                    peer.inRole(() -> sendMalformed(peer));
                    peer.awaitClosed();
                }
            }
        }

        assertThat(lines.mostInASecond()).isBetween(1, LimitedLog.MAX_LINES);
        assertThat(lines.texts()).anyMatch(line -> line.contains("PROTOCOL_ERROR"));
    }

    private static void sendMalformed(RawPeer peer) {
        peer.declare(1, EchoService.UNARY.fullName()).declare(2, "../no name\r\n");
        for (int i = 0; i < FRAMES_OF_EACH - 1; i++) {
            long stream = 2L * i + 1;
            switch (i % 4) {
                case 0 -> peer.call(1, stream, NO_MESSAGE);
                case 1 -> peer.call(2, stream, NO_MESSAGE);
                case 2 ->
                    peer.send(
                            FrameType.CALL.code(),
                            FrameHeader.FLAG_END | FrameHeader.FLAG_HEADERS,
                            1,
                            0,
                            stream,
                            new byte[] {0, 1, 0x0F});
                default ->
                    peer.send(
                            FrameType.CALL.code(), FrameHeader.FLAG_MORE, 1, 0, stream, new byte[] {-1, -1, -1, -1, 0});
            }
        }
        peer.send(0x7F, 0, 0, 0, 0, new byte[0]); // unknown, and mandatory
    }

    @Test
    void handlersThatFailAreTenLinesASecondAndTheirCallersAreToldWhatWasNotLogged() throws Exception {
        List<CompletableFuture<?>> calls = new ArrayList<>();
        int logged = 0;
        try (EnginePair pair = Engines.inProcess()
                .serve(Engines.serving((request, call) -> {
                    throw new IllegalStateException("why");
                }))
                .connect()) {
            for (int i = 0; i < 1_000; i++) {
                calls.add(Engines.start(pair.client(), "x"));
            }
            for (CompletableFuture<?> call : calls) {
                StatusException failure = Engines.failureOf(call);
                assertThat(failure.reason()).isEqualTo("HANDLER_FAILED");
                logged += failure.getMessage().contains("logged why under") ? 1 : 0;
            }
        }

        assertThat(lines.mostInASecond()).isBetween(1, LimitedLog.MAX_LINES);
        assertThat(lines.texts().stream().filter(line -> line.contains("handler failed [")))
                .hasSize(logged);
    }
}
