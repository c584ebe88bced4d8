package dev.loopline.examples.demo;

import java.io.Serial;

/** The reason why the job cannot go on, for people. */
final class DemoFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    DemoFailure(String message) {
        super(message);
    }

    DemoFailure(String message, Throwable cause) {
        super(message + ": " + cause.getMessage(), cause);
    }
}
