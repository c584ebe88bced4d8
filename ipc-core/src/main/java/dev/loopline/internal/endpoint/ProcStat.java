package dev.loopline.internal.endpoint;

import org.jspecify.annotations.Nullable;

/**
 * What {@code /proc/<pid>/stat} says of a process.
 *
 * @param pid field 1
 * @param state field 3
 * @param threads field 20
 * @param startTicks field 22, clock ticks since boot
 */
record ProcStat(long pid, char state, long threads, long startTicks) {
    private static final int STATE = 0;
    private static final int THREADS = 17;
    private static final int START_TICKS = 19;

    /** {@return the parts, {@code null} if the text is none of its kind} */
    static @Nullable ProcStat parse(String text) {
        int open = text.indexOf(" (");
        // The name of the program is in brackets and may itself contain brackets and spaces.
        int close = text.lastIndexOf(") ");
        if (open < 0 || close < open) {
            return null;
        }
        String[] fields = text.substring(close + 2).split(" ", START_TICKS + 2);
        if (fields.length <= START_TICKS || fields[STATE].length() != 1) {
            return null;
        }
        try {
            return new ProcStat(
                    Long.parseLong(text.substring(0, open)),
                    fields[STATE].charAt(0),
                    Long.parseLong(fields[THREADS]),
                    Long.parseLong(fields[START_TICKS]));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** {@return whether all its threads have ended; the first one alone may end before the others} */
    boolean isDead() {
        return state == 'X' || state == 'x' || (state == 'Z' && threads <= 1);
    }
}
