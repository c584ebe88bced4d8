package dev.loopline.examples.demo;

import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.call.ResponseStream;
import dev.loopline.examples.demo.v1.ScanItem;
import dev.loopline.examples.demo.v1.ScanRequest;
import java.nio.file.Path;
import java.util.Set;

/**
 * The stream of files by which a helper tells what is in a directory, put into the backlog. That one makes this wait, and
 * by that the helper, which is never further ahead than what the stream holds.
 *
 * <p>When the helper ends before its time, another one goes on, or that one when it was started again, after the last item that came. Nothing but that item need be remembered:
 * every helper has the same order, and of a stream that fails exactly the first part has come. For one thread.
 */
final class FileSearch {
    private final Crew crew;
    private final Backlog backlog;
    private final SkippedFiles skipped;
    private final Tally tally;
    private final ScanRequest.Builder request;

    /**
     * @param directory where the files are
     * @param leftOut names of directories and files that are passed over
     */
    FileSearch(Path directory, Set<String> leftOut, Crew crew, Backlog backlog, SkippedFiles skipped, Tally tally) {
        this.crew = crew;
        this.backlog = backlog;
        this.skipped = skipped;
        this.tally = tally;
        request = ScanRequest.newBuilder().setUri(directory.toUri().toString()).addAllLeftOut(leftOut);
    }

    /** Starts the search on a thread of its own, to be interrupted if it is not wanted any more. */
    Thread start() {
        Thread thread = new Thread(this::search, "demo-file-search");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void search() {
        DemoFailure failure = new DemoFailure("the search for files broke off"); // unless it ends as it should
        try {
            Helper helper = crew.choose();
            while (helper != null && !scan(helper)) {
                helper = crew.choose();
            }
            failure = helper == null ? crew.noneLeft(tally.all().files()) : null;
        } catch (StatusException e) {
            failure = new DemoFailure("the search for files broke off", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody waits for files any more
        } finally {
            backlog.endOfSearch(failure);
        }
    }

    /** {@return whether the end was reached; not if the helper was lost} */
    private boolean scan(Helper helper) throws InterruptedException {
        try (ResponseStream<ScanItem> items = helper.facts().scan(request.build())) {
            for (ScanItem item = items.next(); item != null; item = items.next()) {
                put(item);
                request.setAfterUri(item.getUri());
            }
            return true;
        } catch (StatusException e) {
            if (e.code() != StatusCode.UNAVAILABLE) {
                throw e;
            }
            return false;
        }
    }

    private void put(ScanItem item) throws InterruptedException {
        if (item.hasSizeBytes()) {
            backlog.add(new FoundFile(item.getUri(), item.getSizeBytes()));
        } else {
            skipped.add(item.getUri(), SkipReason.of(item.getSkipped()));
        }
    }
}
