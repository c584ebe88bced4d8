package dev.loopline.benchmarks.micro;

import dev.loopline.call.HandlerExecution;

/** Where handlers run. Any thread. */
public enum Handlers {
    /** On the connection's own thread. */
    DIRECT {
        @Override
        HandlerExecution execution() {
            return HandlerExecution.direct();
        }
    },

    /** Where they run when nobody says anything: on a thread of a pool, a virtual one from Java 21 on. */
    DEFAULT {
        @Override
        HandlerExecution execution() {
            return HandlerExecution.threads();
        }
    };

    abstract HandlerExecution execution();
}
