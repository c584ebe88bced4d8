package dev.loopline.endpoint;

import org.jspecify.annotations.Nullable;

/**
 * One line of a listing of an {@link EndpointDirectory}.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param name the name that the file stands for
 * @param state what a client would make of it
 * @param reason why it is not live, for people; empty if it is
 * @param endpoint what the file says, {@code null} if it cannot be trusted or read
 */
public record EndpointEntry(
        EndpointName name,
        State state,
        String reason,
        @Nullable Endpoint endpoint) {
    /** What a client would make of a published endpoint. */
    public enum State {
        /** Its process runs, as far as can be told without connecting. */
        LIVE,
        /** Its process is gone. The next server of that name replaces the file. */
        STALE,
        /** The file cannot be trusted or read, or leads to where this process cannot connect. */
        INVALID
    }
}
