package dev.loopline.benchmarks.report;

import static java.util.Objects.requireNonNull;

/**
 * One of those that are measured beside each other.
 *
 * <p><b>Threading:</b> any thread.
 *
 * @param name short and unique in a scenario, such as {@code "grpc-java, direct"}
 * @param version of what is measured
 * @param settings all that differs from what it does when nobody sets anything, in words or options
 * @param role what it is there for
 */
public record Contender(String name, String version, String settings, Role role) {
    /** What a contender is there for. */
    public enum Role {
        /** What this project makes; only its regressions count. */
        LOOPLINE,
        /** Something without a framework, which shows the least that the work can cost. */
        FLOOR,
        /** Another framework. */
        PEER
    }

    /** Makes one. */
    public Contender {
        Scenario.requireText(name, "contender");
        requireNonNull(version, "version");
        requireNonNull(settings, "settings");
        requireNonNull(role, "role");
    }
}
