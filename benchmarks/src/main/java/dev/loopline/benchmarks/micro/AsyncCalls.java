package dev.loopline.benchmarks.micro;

import dev.loopline.echo.EchoClient;
import dev.loopline.proto.echo.v1.EchoMessage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls of which a fixed number is under way: each that returns makes the next, on the connection's thread.
 *
 * <p><b>Threading:</b> {@link #run} by one thread at a time.
 */
final class AsyncCalls {
    private final EchoClient.Async echo;
    private final byte[] payload;
    private final BiConsumer<@Nullable EchoMessage, @Nullable Throwable> onResponse = this::onResponse;
    private final AtomicInteger toSend = new AtomicInteger();
    private final AtomicInteger toArrive = new AtomicInteger();
    private final Semaphore ended = new Semaphore(0);
    private volatile @Nullable Throwable failure;

    AsyncCalls(EchoClient echo, byte[] payload) {
        this.echo = echo.async();
        this.payload = payload;
    }

    /** Makes calls and returns when all have come back. */
    void run(int calls, int inFlight) throws InterruptedException {
        toSend.set(calls - inFlight);
        toArrive.set(calls);
        for (int i = 0; i < inFlight; i++) {
            send();
        }
        ended.acquire();
        if (failure != null) {
            throw new IllegalStateException("a call failed", failure);
        }
    }

    private void send() {
        CompletableFuture<EchoMessage> unused =
                echo.unary(Echo.message(payload)).whenComplete(onResponse);
    }

    private void onResponse(@Nullable EchoMessage response, @Nullable Throwable cause) {
        if (response == null || response.getPayload().size() != payload.length) {
            failure = cause == null ? new IllegalStateException("response: not what was sent") : cause;
            ended.release();
            return;
        }
        if (toSend.decrementAndGet() >= 0) {
            send();
        }
        if (toArrive.decrementAndGet() == 0) {
            ended.release();
        }
    }
}
