package dev.loopline.examples.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** How far a job is, in words. */
final class ProgressText {
    private static final int BAR_CHARS = 30;
    private static final int PER_CENT = 100;

    private ProgressText() {}

    /**
     * {@return a few lines for a terminal: all helpers on one line each, below what they do together}
     *
     * @param maxChars what fits in a line
     */
    static List<String> lines(Standing standing, int maxChars) {
        List<String> lines = new ArrayList<>();
        lines.add(standing.working() ? bar(standing) + "  " + amounts(standing) : "starting the helpers");
        if (standing.working()) {
            lines.add(speed(standing) + ", " + left(standing));
        }
        standing.helpers().forEach(helper -> lines.add(helper(helper)));
        return lines.stream()
                .map(line -> line.substring(0, Math.min(line.length(), Math.max(1, maxChars))))
                .toList();
    }

    /** {@return the same as one line} */
    static String line(Standing standing) {
        return amounts(standing) + ", " + speed(standing) + ", " + left(standing) + "; "
                + standing.helpers().stream()
                        .map(helper -> helper.figures().title() + ": "
                                + Numbers.grouped(helper.figures().shown().files()) + " files"
                                + (helper.figures().state() == Helper.State.WORKING
                                        ? ""
                                        : ", " + state(helper.figures())))
                        .collect(Collectors.joining("; "));
    }

    private static String bar(Standing standing) {
        if (!standing.allFound()) {
            return "[" + " ".repeat(BAR_CHARS) + "]   ?%";
        }
        int filled = (int) (standing.share() * BAR_CHARS);
        return "[" + "#".repeat(filled) + " ".repeat(BAR_CHARS - filled) + "] "
                + String.format("%3d%%", (int) (standing.share() * PER_CENT));
    }

    private static String speed(Standing standing) {
        return Numbers.fixed(standing.pace().filesPerSecond(), 0) + " files/s, "
                + Numbers.size((long) standing.pace().bytesPerSecond()) + "/s";
    }

    private static String amounts(Standing standing) {
        return Numbers.grouped(standing.done().files()) + " of " + (standing.allFound() ? "" : "at least ")
                + Numbers.grouped(standing.found().files()) + " files, "
                + Numbers.size(standing.done().bytes()) + " of "
                + Numbers.size(standing.found().bytes());
    }

    private static String left(Standing standing) {
        if (!standing.allFound()) {
            return "still counting";
        }
        OptionalLong seconds = standing.secondsLeft();
        if (seconds.isEmpty()) {
            return "time left not known yet";
        }
        return seconds.getAsLong() == 0
                ? "less than 1 s left"
                : "about " + Numbers.duration(seconds.getAsLong()) + " left";
    }

    /** {@return a line of less than 80 characters} */
    private static String helper(Standing.HelperStanding helper) {
        Helper.Figures figures = helper.figures();
        return String.format(
                "%-22s %9s files %9s  %s",
                figures.title(),
                Numbers.grouped(figures.shown().files()),
                Numbers.size(figures.shown().bytes()),
                figures.state() == Helper.State.WORKING
                        ? String.format(
                                "%6s files/s %8s/s",
                                Numbers.fixed(helper.pace().filesPerSecond(), 0),
                                Numbers.size((long) helper.pace().bytesPerSecond()))
                        : state(figures));
    }

    private static String state(Helper.Figures figures) {
        return switch (figures.state()) {
            case STARTING -> "starting";
            case WORKING -> "working";
            case RESTARTING -> "RESTARTING";
            case LOST -> "ENDED";
        };
    }
}
