package dev.loopline.cli;

import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import java.io.Serial;

/** Why a command ends with another exit code than 0. */
final class Failure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final transient Status status;

    private Failure(int exitCode, Status status, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
        this.status = status;
    }

    /** {@return the command line asks for something that cannot be} */
    static Failure usage(String reason, String message) {
        Status status = new Status(StatusCode.INVALID_ARGUMENT, reason, message, Certainty.NOT_EXECUTED, null);
        return new Failure(ExitCodes.USAGE, status, message, status.asException());
    }

    /** {@return there is no server to talk to} */
    static Failure noConnection(Status status, StatusException cause) {
        return new Failure(ExitCodes.NO_CONNECTION, status, status.toString(), cause);
    }

    /** {@return an operation that was tried and failed} */
    static Failure failed(StatusException cause) {
        return new Failure(ExitCodes.FAILED, cause.status(), cause.status().toString(), cause);
    }

    int exitCode() {
        return exitCode;
    }

    Status status() {
        return status;
    }
}
