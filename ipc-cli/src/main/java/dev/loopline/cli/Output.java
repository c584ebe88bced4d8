package dev.loopline.cli;

import dev.loopline.Status;
import dev.loopline.StatusCode;

/** Standard output of a command that goes on until nobody reads it. Any thread. */
final class Output {
    private Output() {}

    /**
     * Prints a line at once.
     *
     * @param text without the line end
     * @param consequence what becomes of the command if nobody reads it
     * @throws dev.loopline.StatusException if standard output is closed
     */
    static void line(String text, String consequence) {
        System.out.println(text);
        if (System.out.checkError()) { // which also flushes; PrintStream throws nothing
            throw Status.of(StatusCode.CANCELLED, "OUTPUT_CLOSED", "standard output cannot be written; " + consequence)
                    .asException();
        }
    }
}
