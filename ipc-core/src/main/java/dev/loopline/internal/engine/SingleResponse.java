package dev.loopline.internal.engine;

import com.google.protobuf.MessageLite;
import dev.loopline.Status;
import dev.loopline.StatusException;
import dev.loopline.call.Metadata;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The one response of a call whose requests stream. Cancelling it cancels the call. */
final class SingleResponse<R extends MessageLite> extends CompletableFuture<R> {
    private final StreamCall call;
    private final Responses<R> responses;

    SingleResponse(StreamCall call, Responses<R> responses) {
        this.call = call;
        this.responses = responses;
    }

    /** The call has ended; all that it brought is in the responses. In the role. */
    void onEnd(@Nullable Status failure, Metadata trailers) {
        if (failure != null) {
            completeExceptionally(failure.asException().withTrailers(trailers));
            return;
        }
        try {
            R response = responses.poll();
            if (response == null || responses.poll() != null) {
                completeExceptionally(Failures.protocol(call.method() + ": " + (response == null ? "no" : "a second")
                                + " response (expected: one)")
                        .asException());
            } else {
                complete(response);
            }
        } catch (StatusException e) {
            completeExceptionally(e);
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            call.giveUp();
        }
        return cancelled;
    }
}
