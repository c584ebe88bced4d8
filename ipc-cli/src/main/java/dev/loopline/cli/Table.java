package dev.loopline.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** Rows of text in columns as wide as needed, each row with a note below it if there is something to say. */
final class Table {
    private static final String GAP = "  ";

    private final List<String> head;
    private final int[] widths;
    private final List<Row> rows = new ArrayList<>();

    Table(String... head) {
        this.head = List.of(head);
        widths = this.head.stream().mapToInt(String::length).toArray();
    }

    void row(List<String> cells, String note) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], cells.get(i).length());
        }
        rows.add(new Row(List.copyOf(cells), note));
    }

    /** {@return {@code 12s}, {@code 5m}, {@code 3h} or {@code 9d}} */
    static String age(Duration age) {
        if (age.toMinutes() == 0) {
            return age.toSeconds() + "s";
        }
        if (age.toHours() == 0) {
            return age.toMinutes() + "m";
        }
        return age.toDays() == 0 ? age.toHours() + "h" : age.toDays() + "d";
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(line(head));
        for (Row row : rows) {
            if (row.note().isEmpty()) {
                text.append(line(row.cells()));
            } else {
                text.append(styled("fg(yellow)", line(row.cells())));
                text.append(styled("faint", GAP + row.note() + System.lineSeparator()));
            }
        }
        return text.toString();
    }

    private String line(List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            line.append(cells.get(i))
                    .append(" ".repeat(widths[i] - cells.get(i).length()))
                    .append(GAP);
        }
        return line.toString().stripTrailing() + System.lineSeparator();
    }

    // Not through picocli's markup, in which the text itself would be read as markup.
    private static String styled(String style, String text) {
        if (!Ansi.AUTO.enabled()) {
            return text;
        }
        var styles = Ansi.Style.parse(style);
        return Ansi.Style.on(styles) + text + Ansi.Style.off(styles);
    }

    private record Row(List<String> cells, String note) {}
}
