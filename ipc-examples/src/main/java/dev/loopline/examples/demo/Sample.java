package dev.loopline.examples.demo;

import dev.loopline.examples.demo.v1.ExamineReply;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Some of the examined files with what a helper said of them, to be checked by this process.
 *
 * <p>Every file draws a number by its name and a seed; the {@value #FILES} lowest are the sample. So it depends neither
 * on the order of the answers nor on how many there are. Files larger than {@value #MAX_FILE_BYTES} bytes take no part.
 * Any thread.
 */
final class Sample {
    private static final int FILES = 20;

    /** What is read again must not take long. */
    static final long MAX_FILE_BYTES = 16_000_000;

    private static final long SEED = 62_893;

    private final TreeMap<Long, Entry> lowest = new TreeMap<>();

    synchronized void offer(String uri, ExamineReply reply) {
        if (reply.getSizeBytes() > MAX_FILE_BYTES) {
            return;
        }
        long number = new SplittableRandom(SEED ^ ((long) uri.hashCode() << 32)).nextLong();
        lowest.put(number, new Entry(uri, reply));
        if (lowest.size() > FILES) {
            Map.Entry<Long, Entry> unused = lowest.pollLastEntry();
        }
    }

    /**
     * Examines the files of the sample in this process.
     *
     * @param since when the helpers began; a file that changed after it proves nothing
     */
    synchronized Check check(Instant since) {
        int matching = 0;
        List<String> differing = new ArrayList<>();
        List<String> unchecked = new ArrayList<>();
        for (Entry entry : lowest.values()) {
            Path file = Path.of(URI.create(entry.uri));
            try {
                if (new Examination(file, bytes -> {}).run().equals(entry.reply)) {
                    matching++;
                } else if (Files.getLastModifiedTime(file).toInstant().isAfter(since)) {
                    unchecked.add(Printable.path(file) + ": changed meanwhile");
                } else {
                    differing.add(Printable.path(file));
                }
            } catch (IOException e) {
                unchecked.add(Printable.path(file) + ": " + FileTree.reasonOf(e).words());
            }
        }
        return new Check(matching, differing, unchecked);
    }

    private record Entry(String uri, ExamineReply reply) {}

    /**
     * The outcome of a check.
     *
     * @param matching files of which this process says the same as the helper
     * @param differing files of which it does not
     * @param unchecked files that changed or cannot be read any more, and why
     */
    record Check(int matching, List<String> differing, List<String> unchecked) {}
}
