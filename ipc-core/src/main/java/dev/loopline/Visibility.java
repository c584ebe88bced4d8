package dev.loopline;

import org.jspecify.annotations.Nullable;

/**
 * Whether clients can find a server, as of the last look at its endpoint file. A server looks every 5 seconds.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param state how it stands
 * @param problem what is wrong and what to do, {@code null} if nothing is
 */
public record Visibility(State state, @Nullable Status problem) {
    /** How it stands with the endpoint of a server. */
    public enum State {
        /** Clients find it. */
        PUBLISHED,
        /**
         * Its file is gone and cannot be written again, or cannot be looked at: no space, no access, a directory that
         * others can write. The server goes on, tries again with each look and heals by itself.
         */
        HIDDEN,
        /**
         * Its file, or its name, has become another's. Nothing is overwritten. Connections go on, new ones are not
         * accepted, and that is final: close the server, find out who did it, start another one.
         */
        DISPLACED,
        /** It is closing or closed. */
        WITHDRAWN
    }
}
