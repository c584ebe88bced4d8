package dev.loopline.benchmarks.topics;

import dev.loopline.benchmarks.report.Scenario;

/**
 * What is done with topics.
 *
 * <p><b>Threading:</b> any thread.
 */
public enum TopicScenario {
    /** One publisher, as fast as it can. */
    RATE {
        @Override
        public Scenario scenario(int subscribers) {
            return new Scenario(
                    title(subscribers),
                    "One publisher sends events of 64 B as fast as it can; deliveries of all subscribers together.",
                    "deliveries/s",
                    true,
                    null);
        }
    },

    /** The time from publish to handler. */
    AGE {
        @Override
        public Scenario scenario(int subscribers) {
            return new Scenario(
                    "publish to handler",
                    "10,000 events a second at times fixed beforehand; the time from when one was to be sent to its "
                            + "handler, median.",
                    "us",
                    false,
                    null);
        }
    },

    /** The same while another subscriber is stopped. */
    STOPPED {
        @Override
        public Scenario scenario(int subscribers) {
            return new Scenario(
                    "beside a stopped subscriber",
                    "The 99th percentile of the time from publish to handler for two subscribers, divided by what it"
                            + " is while a third one runs.",
                    "x",
                    false,
                    null);
        }
    };

    /** Events per second where their age is measured. */
    static final int PACE = 10_000;

    /**
     * {@return what is compared}
     *
     * @param subscribers connections with a subscription each
     */
    public abstract Scenario scenario(int subscribers);

    static String title(int subscribers) {
        return "events to " + subscribers + (subscribers == 1 ? " subscriber" : " subscribers");
    }

    /**
     * {@return what is lost of {@link #RATE}}
     *
     * @param subscribers connections with a subscription each
     */
    public Scenario lost(int subscribers) {
        return new Scenario(
                title(subscribers) + ", lost",
                "What was published and had not arrived when nothing had arrived for 0.4 s after the end.",
                "events",
                false,
                null);
    }

    Scenario slowest(int subscribers) {
        return new Scenario(
                title(subscribers) + ", slowest", "What the slowest subscriber was given.", "events/s", true, null);
    }

    Scenario percentile(String which) {
        return new Scenario(
                "publish to handler, " + which, "As above, " + which + " of each round.", "us", false, null);
    }
}
