package dev.loopline.cli;

import com.google.protobuf.DynamicMessage;
import dev.loopline.StatusException;
import dev.loopline.call.StreamSender;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests as their lines come, on a thread of its own, since a thread that waits for standard input can do nothing
 * else, and cannot be woken either. A line that is no request cancels the call.
 *
 * <p><b>Threading:</b> any thread.
 */
final class LineSender {
    private final RemoteMethod method;
    private final RequestLines lines;
    private volatile @Nullable RuntimeException failure;

    LineSender(RemoteMethod method, RequestLines lines) {
        this.method = method;
        this.lines = lines;
    }

    /**
     * Begins to send.
     *
     * @param call gets the requests and the end of them
     * @param cancel ends the call, unless it has ended
     */
    void start(StreamSender<DynamicMessage> call, Runnable cancel) {
        Thread thread = new Thread(() -> run(call, cancel), "ipc-requests");
        thread.setDaemon(true);
        thread.start();
    }

    private void run(StreamSender<DynamicMessage> call, Runnable cancel) {
        try (lines) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                call.send(method.request(line, lines.where()));
            }
            call.complete();
        } catch (RuntimeException e) {
            // A server may end a call before it has all requests.
            if (!(e instanceof StatusException status && status.reason().equals("CALL_ENDED"))) {
                failure = e; // before the call's own end, so that whoever sees that one finds this
                cancel.run();
            }
        }
    }

    /** {@return why the requests could not be sent, {@code null} as long as they can} */
    @Nullable
    RuntimeException failure() {
        return failure;
    }
}
