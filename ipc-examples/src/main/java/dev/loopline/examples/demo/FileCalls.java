package dev.loopline.examples.demo;

import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.CallOptions;
import dev.loopline.examples.demo.v1.ExamineReply;
import dev.loopline.examples.demo.v1.ExamineRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The calls by which helpers examine files, and what becomes of their answers.
 *
 * <p>A file whose helper ends before it has answered goes to the one that is free next, and so does, once, a file for which the time ran out: this process
 * may have been stopped in between. It may then be examined twice, which does no harm. Any thread.
 */
final class FileCalls {
    /** Time for a call beside that for reading: a helper may have as many other files to read at once. */
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

    private static final Duration LONGEST_TIMEOUT = Duration.ofDays(1);
    private static final long SLOWEST_BYTES_PER_SECOND = 1_000_000;

    private final Crew crew;
    private final Backlog backlog;
    private final SkippedFiles skipped;
    private final Tally tally;
    private final Sample sample;

    FileCalls(Crew crew, Backlog backlog, SkippedFiles skipped, Tally tally, Sample sample) {
        this.crew = crew;
        this.backlog = backlog;
        this.skipped = skipped;
        this.tally = tally;
        this.sample = sample;
    }

    /** Calls a helper that was taken from the crew to examine a file that was taken from the backlog. */
    void examine(FoundFile file, Helper helper) {
        ExamineRequest request = ExamineRequest.newBuilder().setUri(file.uri()).build();
        long startNanos = System.nanoTime();
        var unused = helper.facts()
                .with(CallOptions.DEFAULT.withDeadline(deadline(file)))
                .async()
                .examine(request)
                .whenComplete((reply, failure) -> {
                    if (failure == null) {
                        succeeded(file, helper, reply, System.nanoTime() - startNanos);
                    } else {
                        failed(file, helper, failure);
                    }
                });
    }

    private static Duration deadline(FoundFile file) {
        Duration deadline = CALL_TIMEOUT.plusSeconds(file.sizeBytes() / SLOWEST_BYTES_PER_SECOND);
        return deadline.compareTo(LONGEST_TIMEOUT) < 0 ? deadline : LONGEST_TIMEOUT;
    }

    private void succeeded(FoundFile file, Helper helper, ExamineReply reply, long nanos) {
        crew.release(helper);
        helper.countCall(reply.getSizeBytes());
        tally.add(reply, nanos);
        sample.offer(file.uri(), reply);
        backlog.settle();
    }

    private void failed(FoundFile file, Helper helper, @Nullable Throwable failure) {
        StatusException status = failure instanceof StatusException known ? known : null;
        crew.release(helper);
        if (status != null && status.code() == StatusCode.UNAVAILABLE) {
            backlog.giveBack(file);
            return;
        }
        if (status != null && status.code() == StatusCode.DEADLINE_EXCEEDED && !file.timedOut()) {
            backlog.giveBack(file.afterTimeout());
            return;
        }
        skipped.add(file.uri(), status != null ? SkipReason.of(status) : SkipReason.CALL_FAILED);
        backlog.giveUp(file);
    }
}
