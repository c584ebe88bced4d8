package dev.loopline.internal.engine;

import dev.loopline.Status;

/** A request turned out not to be a message, where the handler was to run. */
final class BadRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Status status;

    BadRequestException(Status status) {
        super(status.message(), null, false, false);
        this.status = status;
    }

    Status status() {
        return status;
    }
}
