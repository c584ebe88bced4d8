package dev.loopline.internal.engine;

import dev.loopline.Certainty;
import dev.loopline.StatusException;
import dev.loopline.transport.TransportThread;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waiting for the result of a call. */
public final class BlockingCalls {
    private BlockingCalls() {}

    private interface Waiting<R> {
        R get() throws ExecutionException, InterruptedException;
    }

    /** {@return whether the current thread moves frames of any connection, and so must never wait} */
    public static boolean onTransportThread() {
        return Thread.currentThread() instanceof TransportThread;
    }

    /**
     * Keeps a thread that moves frames from waiting for one.
     *
     * @param onTransportThread whether the current thread moves frames
     * @param method what is called, for the message
     * @throws IllegalStateException if it does
     */
    public static void requireWaitingAllowed(boolean onTransportThread, Object method) {
        if (onTransportThread) {
            throw new IllegalStateException(
                    method + ": blocking call on " + Thread.currentThread().getName()
                            + ", a thread that moves frames (expected: callAsync there, or a handler that does not run directly on"
                            + " the connection)");
        }
    }

    /**
     * Waits for a result.
     *
     * @param <R> the response
     * @param method what was called
     * @param result on its way
     * @return the response
     * @throws StatusException if the call fails, or the waiting thread is interrupted, which cancels the call
     */
    public static <R> R await(Object method, CompletableFuture<R> result) {
        return await(method, result, result::get);
    }

    /** Waits for a result, looking for it before it sleeps. */
    static <R> R await(Object method, CompletableFuture<R> result, BlockedSpin spin) {
        return await(method, result, () -> spin.get(result));
    }

    private static <R> R await(Object method, CompletableFuture<R> result, Waiting<R> waiting) {
        try {
            return waiting.get();
        } catch (ExecutionException e) {
            throw Failures.of(e.getCause() == null ? e : e.getCause(), Certainty.UNKNOWN)
                    .asException()
                    .withCallerTrace();
        } catch (CancellationException e) {
            throw Failures.cancelled(method, Certainty.UNKNOWN).asException().withCallerTrace();
        } catch (InterruptedException e) {
            result.cancel(true);
            Thread.currentThread().interrupt();
            throw Failures.cancelled(method, Certainty.UNKNOWN)
                    .withCause(e)
                    .asException()
                    .withCallerTrace();
        }
    }
}
