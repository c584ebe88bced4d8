package dev.loopline.internal.topic;

import com.google.protobuf.MessageLite;
import dev.loopline.IpcConnection;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.internal.engine.BlockingCalls;
import dev.loopline.topic.LastWill;
import dev.loopline.topic.Topic;
import dev.loopline.transport.LimitedLog;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a client leaves behind with the hub, on one connection after the other. Any thread.
 *
 * @param <T> the event
 */
final class RemoteWill<T extends MessageLite> implements LastWill {
    private static final LimitedLog LOG = LimitedLog.named("dev.loopline.topics");
    private static final long ANSWER_SECONDS = 10;

    private final RemoteBus bus;
    private final Topic<T> topic;
    private final T event;
    private @Nullable PublishingStream stream; // guarded by this, as all below
    private @Nullable CompletableFuture<?> connecting;
    private boolean closed;
    private final Refusals refusals = new Refusals();

    RemoteWill(RemoteBus bus, Topic<T> topic, T event) {
        this.bus = bus;
        this.topic = topic;
        this.event = event;
    }

    /** Leaves it, and waits for the hub to have it. */
    void start() {
        BlockingCalls.requireWaitingAllowed(BlockingCalls.onTransportThread(), "last will of " + topic.name());
        CompletableFuture<Void> accepted = leave(bus.hub().current());
        try {
            var unused = BlockingCalls.await(
                    "last will of " + topic.name(), accepted.copy().orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS));
        } catch (StatusException e) {
            throw HubFailures.ofRefusal(e.status()).asException().withCallerTrace();
        }
    }

    private synchronized CompletableFuture<Void> leave(IpcConnection connection) {
        connecting = null;
        PublishingStream left = PublishingStream.ofWill(connection, topic, event);
        if (closed) {
            left.cancel();
        }
        stream = left;
        var unused = left.ended().thenAccept(how -> {
            if (how.code() == StatusCode.UNAVAILABLE) {
                leaveAgain(left.accepted().isCompletedExceptionally());
            } else if (how.code() != StatusCode.CANCELLED) {
                LOG.warn("the hub does not keep the last will of {}: {}", topic.name(), how);
            }
        });
        return left.accepted();
    }

    /** At once when a connection was lost; after a pause if the hub has not taken it, since it may be about to end. */
    private synchronized void leaveAgain(boolean refused) {
        if (closed) {
            return;
        }
        if (!refused) {
            refusals.forget();
            leaveNow();
            return;
        }
        refusals.count();
        CompletableFuture<Void> pause = refusals.pause();
        connecting = pause;
        var unused = pause.thenRun(this::leaveNow);
    }

    private synchronized void leaveNow() {
        if (closed) {
            return;
        }
        CompletableFuture<IpcConnection> next = bus.hub().next();
        connecting = next;
        var unused = next.whenComplete((connection, failure) -> {
            if (failure == null) {
                var unusedAnswer = leave(connection); // what becomes of it is logged
            } else if (!next.isCancelled()) {
                LOG.warn("the last will of {} is left with nobody: {}", topic.name(), failure.toString());
            }
        });
    }

    @Override
    public void close() {
        PublishingStream left;
        CompletableFuture<?> seeking;
        synchronized (this) {
            closed = true;
            left = stream;
            seeking = connecting;
        }
        if (seeking != null) {
            seeking.cancel(false);
        }
        if (left != null) {
            left.cancel();
        }
        bus.forget(this);
    }
}
