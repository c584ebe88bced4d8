package dev.loopline.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.loopline.transport.Acceptor;
import dev.loopline.transport.OfferResult;
import dev.loopline.transport.Transport;
import dev.loopline.transport.TransportListener;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection that writes down what happens to it. It says {@link #HELLO}, waits for the peer's and then
 * takes {@link TestFrame}s.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class RecordingEnd implements Acceptor, TransportListener {
    /** What each end says first. */
    public static final String HELLO = "hello, other end";

    private final CompletableFuture<Transport> transport = new CompletableFuture<>();
    private final CompletableFuture<Optional<Throwable>> closed = new CompletableFuture<>();
    private final List<String> events = new ArrayList<>(); // guarded by itself, as are the frames
    private final List<TestFrame> frames = new ArrayList<>();
    private final AtomicInteger holders = new AtomicInteger();
    private volatile Consumer<String> onEvent = event -> {};
    private volatile boolean greets = true;
    private volatile int helloBytes = HELLO.length();

    /** Makes an end that greets by itself. */
    public RecordingEnd() {}

    /**
     * Has something done in each callback, after it was written down.
     *
     * @param action gets the event's name; what it throws leaves the callback
     * @return this
     */
    public RecordingEnd onEvent(Consumer<String> action) {
        onEvent = action;
        return this;
    }

    /**
     * Leaves the greeting to the test.
     *
     * @return this
     */
    public RecordingEnd withoutGreeting() {
        greets = false;
        return this;
    }

    /**
     * Waits for another hello than {@link #HELLO}.
     *
     * @param bytes how many bytes it has
     * @return this
     */
    public RecordingEnd expectingHelloOf(int bytes) {
        helloBytes = bytes;
        return this;
    }

    @Override
    public TransportListener onConnection(Transport opened) {
        transport.complete(opened);
        happened("connection");
        return this;
    }

    @Override
    public void onOpen() {
        if (greets) {
            transport().sendHello(US_ASCII.encode(HELLO));
        }
        happened("open");
    }

    @Override
    public boolean onHello(ByteBuffer bytes) {
        if (bytes.remaining() < helloBytes) {
            return false;
        }
        byte[] hello = new byte[helloBytes];
        bytes.get(hello);
        happened(new String(hello, US_ASCII));
        return true;
    }

    @Override
    public void onFrame(ByteBuffer frame) {
        TestFrame parsed = TestFrame.parse(frame);
        synchronized (events) {
            frames.add(parsed);
        }
        happened("frame");
    }

    @Override
    public void onBadFrameLength(long length) {
        happened("bad length " + length);
    }

    @Override
    public void onWritable() {
        happened("writable");
    }

    @Override
    public void onClosed(@Nullable Throwable cause) {
        happened("closed", () -> closed.complete(Optional.ofNullable(cause)));
    }

    private void happened(String event) {
        happened(event, () -> {});
    }

    private void happened(String event, Runnable then) {
        if (holders.incrementAndGet() != 1 || !transport().inRole()) {
            record("not in the role: " + event);
        }
        record(event);
        then.run();
        try {
            onEvent.accept(event);
        } finally {
            holders.decrementAndGet();
        }
    }

    private void record(String event) {
        synchronized (events) {
            events.add(event);
        }
    }

    /** {@return the transport, waited for} */
    public Transport transport() {
        return within10Seconds(transport);
    }

    /** {@return what broke the connection, once it is closed} */
    public Optional<Throwable> closed() {
        return within10Seconds(closed);
    }

    /** {@return whether it is closed} */
    public boolean isClosed() {
        return closed.isDone();
    }

    /** {@return what has happened so far, frames among it as {@code frame}} */
    public List<String> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    /** {@return the frames that have arrived so far} */
    public List<TestFrame> frames() {
        synchronized (events) {
            return List.copyOf(frames);
        }
    }

    /**
     * Does something in the role and waits for it.
     *
     * @param action what to do
     * @return its result
     * @param <T> of the result
     */
    public <T> T inRole(Function<Transport, T> action) {
        CompletableFuture<T> result = new CompletableFuture<>();
        transport().execute(() -> {
            try {
                result.complete(action.apply(transport()));
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return within10Seconds(result);
    }

    /**
     * Offers a frame and waits for the result.
     *
     * @param frame to send
     * @return what became of it
     */
    public OfferResult offer(TestFrame frame) {
        return inRole(it -> it.offer(frame));
    }

    /**
     * Sends bytes as they are, past the framing: before the handshake is complete as part of it, later as whatever a
     * broken peer might send.
     *
     * @param bytes to send
     */
    public void sendRaw(ByteBuffer bytes) {
        inRole(it -> {
            it.sendHello(bytes);
            return it;
        });
    }

    private static <T> T within10Seconds(CompletableFuture<T> future) {
        return future.orTimeout(10, TimeUnit.SECONDS).join();
    }
}
