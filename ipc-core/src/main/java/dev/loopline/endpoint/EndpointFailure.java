package dev.loopline.endpoint;

import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The failures of endpoint discovery; each message names what is wrong, what was expected and what to do. */
final class EndpointFailure {
    static final String NOT_FOUND = "ENDPOINT_NOT_FOUND";
    static final String STALE = "ENDPOINT_STALE";
    static final String UNSAFE = "ENDPOINT_UNSAFE";
    static final String INVALID = "ENDPOINT_INVALID";
    static final String UNSUPPORTED = "ENDPOINT_UNSUPPORTED";
    static final String OTHER_NETWORK = "ENDPOINT_OTHER_NETWORK";
    static final String IN_USE = "ENDPOINT_IN_USE";
    static final String REPLACED = "ENDPOINT_REPLACED";
    static final String TOO_MANY = "ENDPOINTS_TOO_MANY";
    static final String IO = "ENDPOINT_IO";
    static final String LOCATION = "ENDPOINT_LOCATION";

    private EndpointFailure() {}

    static StatusException notFound(EndpointName name, Path file) {
        return failure(
                StatusCode.UNAVAILABLE,
                NOT_FOUND,
                "endpoint " + name + ": no file " + file
                        + " (expected: a running server of that name); start the server,"
                        + " or see that both processes use the same runtime directory and user");
    }

    static StatusException stale(Endpoint endpoint, Path file, String why) {
        return failure(
                StatusCode.UNAVAILABLE,
                STALE,
                "endpoint " + endpoint.name() + ": " + why + ", so " + file
                        + " is left from a server that is gone (expected: a running server); start it again");
    }

    static StatusException otherNetwork(Endpoint endpoint, Path file, String own) {
        return failure(
                StatusCode.FAILED_PRECONDITION,
                OTHER_NETWORK,
                "endpoint " + endpoint.name() + ": " + file + " is of network namespace "
                        + endpoint.process().netNamespace() + " (expected: " + own
                        + ", that of this process); run both in one container or network");
    }

    static StatusException unsafe(IOException problem) {
        return failure(
                StatusCode.FAILED_PRECONDITION,
                UNSAFE,
                problem.getMessage() + "; another user could have written or read it, so nothing in it is used",
                problem);
    }

    static StatusException invalid(Path file, MalformedFileException problem) {
        return problem.fromLaterVersion()
                ? failure(
                        StatusCode.FAILED_PRECONDITION,
                        UNSUPPORTED,
                        file + ": " + problem.getMessage() + "; update Loopline in this program")
                : failure(
                        StatusCode.FAILED_PRECONDITION,
                        INVALID,
                        file + ": " + problem.getMessage() + "; restart the server, which writes the file anew");
    }

    static StatusException io(String what, Path path, Exception problem) {
        return failure(
                StatusCode.FAILED_PRECONDITION,
                IO,
                "cannot " + what + " " + path + ": " + problem + "; see to access rights and free space there",
                problem);
    }

    static StatusException replaced(Path file, String what) {
        return failure(
                StatusCode.FAILED_PRECONDITION,
                REPLACED,
                file + ": " + what + "; it was left as it is: find out who wrote it, then restart the server");
    }

    static StatusException inUse(EndpointName name, String holder) {
        return failure(
                StatusCode.ALREADY_EXISTS,
                IN_USE,
                "endpoint " + name + ": taken by " + holder
                        + " (expected: no live server of that name); stop it, or choose another name");
    }

    static StatusException failure(StatusCode code, String reason, String message) {
        return failure(code, reason, message, null);
    }

    private static StatusException failure(StatusCode code, String reason, String message, @Nullable Exception cause) {
        return new StatusException(new Status(code, reason, message, Certainty.NOT_EXECUTED, cause)).withCallerTrace();
    }
}
