package dev.loopline.examples.demo;

import dev.loopline.examples.demo.Standing.Amount;
import dev.loopline.examples.demo.Standing.HelperStanding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What tells how far a job is, looked at again and again: what the helpers publish, and what was given up. For one
 * thread.
 */
final class Progress {
    private static final int PRESENT_SECONDS = 5;
    private static final int STEADY_SECONDS = 15;

    private final Backlog backlog;
    private final FileCount count;
    private final Crew crew;
    private final Pace pace = new Pace(PRESENT_SECONDS);
    private final Pace steadyPace = new Pace(STEADY_SECONDS);
    private final Map<String, Pace> helperPaces = new HashMap<>(); // one for each helper

    Progress(Backlog backlog, FileCount count, Crew crew) {
        this.backlog = backlog;
        this.count = count;
        this.crew = crew;
    }

    /**
     * Looks.
     *
     * @param working whether the helpers are at work
     * @param nanos since they are
     */
    Standing look(boolean working, long nanos) {
        List<HelperStanding> helpers = new ArrayList<>();
        Amount done = backlog.givenUp();
        for (Helper.Figures figures : crew.figures()) {
            done = done.plus(figures.shown());
            helpers.add(new HelperStanding(
                    figures,
                    working
                            ? helperPaces
                                    .computeIfAbsent(figures.name(), name -> new Pace(PRESENT_SECONDS))
                                    .at(
                                            nanos,
                                            figures.shown().files(),
                                            figures.shown().bytes())
                            : Pace.Speed.NONE));
        }
        boolean counted = count.isComplete(); // first: what is counted afterwards only adds
        Amount found = larger(count.found(), backlog.added());
        done = done.atMost(found);
        return new Standing(
                working,
                nanos,
                done,
                found,
                counted || backlog.isComplete(),
                working ? pace.at(nanos, done.files(), done.bytes()) : Pace.Speed.NONE,
                working ? steadyPace.at(nanos, done.files(), done.bytes()) : Pace.Speed.NONE,
                helpers);
    }

    /** Two walks through one tree, of which the one may be ahead, or see what the other did not. */
    private static Amount larger(Amount one, Amount other) {
        return new Amount(Math.max(one.files(), other.files()), Math.max(one.bytes(), other.bytes()));
    }
}
