package dev.loopline.internal.engine;

import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.StatusException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The future of a call that another future stands for, now or later; its cancellation reaches that one.
 *
 * @param <R> the response
 */
public final class ForwardedCall<R> extends CompletableFuture<R> {
    private final AtomicReference<@Nullable CompletableFuture<?>> call = new AtomicReference<>();

    /** Makes a future that nothing stands for yet. */
    public ForwardedCall() {}

    /**
     * Says what to cancel when this is cancelled.
     *
     * @param <T> its result
     * @param started the call
     * @return the same
     */
    public <T> CompletableFuture<T> reaching(CompletableFuture<T> started) {
        call.set(started);
        if (isCancelled()) {
            started.cancel(true);
        }
        return started;
    }

    /**
     * Ends this as another future ends, and cancels that one with this.
     *
     * @param other the future
     */
    public void follow(CompletableFuture<R> other) {
        var unused = reaching(other);
        endAs(other);
    }

    /** Ends this as another future ends; failures that are no statuses become some. */
    void endAs(CompletableFuture<R> other) {
        var unused = other.whenComplete((response, failure) -> {
            if (failure == null) {
                complete(response);
                return;
            }
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (cause instanceof StatusException || cause instanceof CancellationException) {
                completeExceptionally(cause);
            } else {
                fail(Failures.of(cause, Certainty.UNKNOWN));
            }
        });
    }

    /** Ends this because what should have led to its end failed; a call that was started meanwhile is cancelled. */
    void giveUp(Throwable cause) {
        CompletableFuture<?> started = call.get();
        fail(Failures.of(cause, started == null ? Certainty.NOT_EXECUTED : Certainty.UNKNOWN));
        if (started != null) {
            started.cancel(true);
        }
    }

    /**
     * Ends this with a failure.
     *
     * @param status the failure
     */
    public void fail(Status status) {
        completeExceptionally(status.asException());
    }

    /**
     * Ends this with whatever was thrown.
     *
     * @param cause turned into a status
     */
    public void fail(Throwable cause) {
        fail(Failures.of(cause, Certainty.NOT_EXECUTED));
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        CompletableFuture<?> started = call.get();
        if (cancelled && started != null) {
            started.cancel(true);
        }
        return cancelled;
    }
}
