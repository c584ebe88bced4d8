package dev.loopline.examples.demo;

import dev.loopline.examples.demo.v1.ExamineReply;

/**
 * What some files come to.
 *
 * @param files how many
 * @param bytes in all of them
 * @param lines in those that are text
 * @param words in those that are text
 */
record Totals(long files, long bytes, long lines, long words) {
    static final Totals NONE = new Totals(0, 0, 0, 0);

    Totals plus(Totals other) {
        return new Totals(files + other.files, bytes + other.bytes, lines + other.lines, words + other.words);
    }

    Totals plus(ExamineReply reply) {
        return new Totals(
                files + 1,
                bytes + reply.getSizeBytes(),
                lines + reply.getText().getLines(),
                words + reply.getText().getWords());
    }
}
