package dev.loopline.tck;

import dev.loopline.IpcConnection;
import dev.loopline.echo.ConformanceEcho;
import dev.loopline.echo.EchoService;
import dev.loopline.testing.EnginePair;
import dev.loopline.transport.inprocess.InProcessAddress;
import dev.loopline.transport.inprocess.InProcessTransportProvider;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.tck.TestEnvironment;

/** Two engines over the in-process transport, one of which serves Echo, for one class of the kit. */
final class Streaming implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final long WAIT_MILLIS = 2_000; // for a signal that must come; this machine may be busy
    private static final long QUIET_MILLIS = 50; // without a signal that must not come

    private final EnginePair pair = EnginePair.over(
                    new InProcessTransportProvider(), InProcessAddress.of("tck-" + NUMBER.incrementAndGet()))
            .serve(EchoService.of(new ConformanceEcho()))
            .connect();

    static TestEnvironment environment() {
        return new TestEnvironment(WAIT_MILLIS, QUIET_MILLIS);
    }

    IpcConnection connection() {
        return pair.client();
    }

    @Override
    public void close() {
        pair.close();
    }
}
