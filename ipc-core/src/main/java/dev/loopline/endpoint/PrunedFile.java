package dev.loopline.endpoint;

import java.nio.file.Path;

/**
 * What {@link EndpointDirectory#prune} made of one file.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param name the name that the file is of
 * @param file the file
 * @param outcome what became of it
 * @param reason why, for people
 */
public record PrunedFile(EndpointName name, Path file, Outcome outcome, String reason) {
    /** What became of a file. */
    public enum Outcome {
        /** It was left by a server that is gone, and was deleted. */
        REMOVED,
        /** It was left by a server that is gone, and would be deleted if this were not a rehearsal. */
        REMOVABLE,
        /** It is a live server's, or nobody can tell whose it is, and was left alone. */
        KEPT,
        /** It should have been deleted, but the system refused. */
        FAILED
    }
}
