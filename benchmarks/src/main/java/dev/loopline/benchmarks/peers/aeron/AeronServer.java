package dev.loopline.benchmarks.peers.aeron;

import dev.loopline.benchmarks.load.Bytes;
import dev.loopline.benchmarks.load.Server;
import dev.loopline.benchmarks.load.Threads;
import io.aeron.Aeron;
import io.aeron.FragmentAssembler;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.FragmentHandler;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** A media driver, and a thread that sends requests back and messages on demand. Any thread. */
final class AeronServer implements Server {
    private static final int TERM_BYTES = 16 * 1024 * 1024;
    private static final int MTU_BYTES = 65_504;
    private static final int MESSAGES_PER_LOOK = 16;

    private final MediaDriver driver;
    private final Aeron aeron;
    private final Publication responses;
    private final Subscription requests;
    private final Subscription control;
    private final Thread thread = new Thread(this::serve, "aeron-server");
    private volatile boolean ended;
    private @Nullable Publication messages; // by the thread, as the next
    private UnsafeBuffer message = new UnsafeBuffer(new byte[0]);

    AeronServer(Path directory) {
        driver = MediaDriver.launch(new MediaDriver.Context()
                .aeronDirectoryName(Streams.place(directory))
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true)
                .threadingMode(ThreadingMode.SHARED)
                .ipcTermBufferLength(TERM_BYTES)
                .ipcMtuLength(MTU_BYTES)
                .clientLivenessTimeoutNs(Streams.PATIENCE_NANOS)
                .publicationUnblockTimeoutNs(2 * Streams.PATIENCE_NANOS));
        aeron = Streams.connect(directory);
        responses = aeron.addPublication(Streams.CHANNEL, Streams.RESPONSES);
        requests = aeron.addSubscription(Streams.CHANNEL, Streams.REQUESTS);
        control = aeron.addSubscription(Streams.CHANNEL, Streams.CONTROL);
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        FragmentHandler echo = new FragmentAssembler((buffer, offset, length, header) -> {
            UnsafeBuffer whole = new UnsafeBuffer(buffer, offset, length);
            if (responses.isConnected()) { // or the client has gone
                Streams.send(responses, whole, length);
            }
        });
        FragmentHandler begin =
                (buffer, offset, length, header) -> begin(buffer.getInt(offset), buffer.getInt(offset + Integer.BYTES));
        while (!ended) {
            int work = requests.poll(echo, Streams.FRAGMENTS) + control.poll(begin, 1) + sendSome();
            if (work == 0) {
                Threads.giveWay();
            }
        }
    }

    private void begin(int bytes, int stream) {
        if (messages != null) {
            messages.close();
        }
        messages = bytes == 0 ? null : aeron.addPublication(Streams.CHANNEL, stream);
        message = new UnsafeBuffer(Bytes.of(bytes));
    }

    private int sendSome() {
        Publication to = messages;
        int sent = 0;
        while (to != null && sent < MESSAGES_PER_LOOK && to.offer(message, 0, message.capacity()) >= 0) {
            sent++;
        }
        return sent;
    }

    @Override
    public int port() {
        return 0;
    }

    @Override
    public void close() {
        ended = true;
        Threads.join(thread);
        aeron.close();
        driver.close();
    }
}
