package dev.loopline.benchmarks.scenarios;

import dev.loopline.benchmarks.report.Contender;
import dev.loopline.benchmarks.report.Scenario;

/**
 * One contender in one scenario, measured once in each round.
 *
 * <p><b>Threading:</b> for one thread.
 */
public interface Cell {
    /** {@return what is done} */
    Scenario scenario();

    /** {@return who does it} */
    Contender contender();

    /**
     * Measures it once. Processes that it needs are started the first time and kept.
     *
     * @param millis how long, where it has no length of its own
     * @return what was found
     * @throws Exception if it cannot be measured
     */
    Finding measure(long millis) throws Exception;

    /**
     * Has the compilers see what it does, before the first round.
     *
     * @param millis how long
     * @throws Exception if it cannot be done
     */
    default void warmUp(long millis) throws Exception {
        measure(millis);
    }

    /** {@return whether one round is enough: it takes long, and what it shows does not change with the machine's mood} */
    default boolean once() {
        return false;
    }

    /** {@return how selections and listings call it} */
    default String name() {
        return scenario().name() + ": " + contender().name();
    }
}
