package dev.loopline;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * How a call or a connection failed.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param code what kind of failure it is, never {@link StatusCode#OK}
 * @param reason stable and machine-readable, in upper case with underscores ({@code METHOD_NOT_FOUND}); listed in
 *     {@code docs/errors.md}, or chosen by the application
 * @param message for people: names the offending value, the expected one and what to do
 * @param certainty whether the handler has run
 * @param cause what led to it in this process, if anything did; never sent to a peer
 */
public record Status(
        StatusCode code,
        String reason,
        String message,
        Certainty certainty,
        @Nullable Throwable cause) {

    /**
     * Checks the parts.
     *
     * @param code a failure
     * @param reason not {@code null}
     * @param message not {@code null}
     * @param certainty not {@code null}
     * @param cause {@code null} if there is none
     * @throws IllegalArgumentException if the code is {@link StatusCode#OK}
     */
    public Status {
        requireNonNull(code, "code");
        requireNonNull(reason, "reason");
        requireNonNull(message, "message");
        requireNonNull(certainty, "certainty");
        if (code == StatusCode.OK) {
            throw new IllegalArgumentException("code: OK (expected: a failure)");
        }
    }

    /**
     * Makes the status of a handler that ran and answers with a failure.
     *
     * @param code what kind of failure it is
     * @param reason stable and machine-readable, chosen by the application
     * @param message for people
     * @return the status, with {@link Certainty#EXECUTED}
     */
    public static Status of(StatusCode code, String reason, String message) {
        return new Status(code, reason, message, Certainty.EXECUTED, null);
    }

    /**
     * Copies this status with another certainty.
     *
     * @param other whether the handler has run
     * @return the copy
     */
    public Status withCertainty(Certainty other) {
        return new Status(code, reason, message, other, cause);
    }

    /**
     * Copies this status with a cause.
     *
     * @param other what led to it in this process
     * @return the copy
     */
    public Status withCause(Throwable other) {
        return new Status(code, reason, message, certainty, other);
    }

    /** {@return this status as an exception, ready to be thrown} */
    public StatusException asException() {
        return new StatusException(this);
    }

    @Override
    public String toString() {
        return code + " (" + reason + ", " + certainty + "): " + message;
    }
}
