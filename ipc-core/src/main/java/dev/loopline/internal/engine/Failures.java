package dev.loopline.internal.engine;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.loopline.Certainty;
import dev.loopline.Keepalive;
import dev.loopline.Role;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.internal.time.Durations;
import dev.loopline.transport.LimitedLog;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The failures that the engine itself makes. docs/errors.md lists them by reason. */
public final class Failures {
    static final String CONNECTION_CLOSED = "CONNECTION_CLOSED";
    static final String KEEPALIVE_TIMEOUT = "KEEPALIVE_TIMEOUT";

    private Failures() {}

    static Status closed(Certainty certainty, @Nullable Throwable cause) {
        String how = cause == null ? "the connection was closed" : "the connection broke: " + describe(cause);
        return new Status(StatusCode.UNAVAILABLE, CONNECTION_CLOSED, how, certainty, cause);
    }

    /**
     * There is no connection to make a call on.
     *
     * @param why what became of it
     * @return the status
     */
    public static Status notConnected(String why) {
        return new Status(StatusCode.UNAVAILABLE, "NOT_CONNECTED", why, Certainty.NOT_EXECUTED, null);
    }

    static Status silent(Keepalive keepalive) {
        return new Status(
                StatusCode.UNAVAILABLE,
                KEEPALIVE_TIMEOUT,
                "the other process is stopped or out of reach: nothing came from it for "
                        + Durations.text(keepalive.idle()) + ", and for "
                        + Durations.text(keepalive.timeout()) + " after it was asked",
                Certainty.UNKNOWN,
                null);
    }

    static Status goingAway(Certainty certainty, String message) {
        return new Status(StatusCode.UNAVAILABLE, "GOING_AWAY", message, certainty, null);
    }

    /**
     * A call did not end in time.
     *
     * @param method what was called
     * @param timeout how long it could take
     * @param certainty whether it may have run
     * @return the status
     */
    public static Status deadline(Object method, Duration timeout, Certainty certainty) {
        return new Status(
                StatusCode.DEADLINE_EXCEEDED,
                "DEADLINE_EXCEEDED",
                method + ": no result within " + Durations.text(timeout)
                        + "; raise the call's deadline if it needs longer",
                certainty,
                null);
    }

    /**
     * A call found no connection in time.
     *
     * @param method what was called
     * @param timeout how long it could take
     * @param why there is no connection
     * @return the status
     */
    public static Status deadlineUnconnected(Object method, Duration timeout, String why) {
        return new Status(
                StatusCode.DEADLINE_EXCEEDED,
                "DEADLINE_EXCEEDED",
                method + ": no connection within " + Durations.text(timeout) + ": " + why,
                Certainty.NOT_EXECUTED,
                null);
    }

    /**
     * A call ended because its caller gave up.
     *
     * @param method what was called
     * @param certainty whether it may have run
     * @return the status
     */
    public static Status cancelled(Object method, Certainty certainty) {
        return new Status(StatusCode.CANCELLED, "CANCELLED", method + ": cancelled by the caller", certainty, null);
    }

    /**
     * Tells whether a call failed for nothing but the end of its connection.
     *
     * @param failure why it failed
     * @return whether
     */
    public static boolean isOfItsConnection(Status failure) {
        return failure.reason().equals("GOING_AWAY")
                || failure.reason().equals(CONNECTION_CLOSED)
                || failure.reason().equals(KEEPALIVE_TIMEOUT);
    }

    /**
     * The peer's role does not permit what it asks for. The same whether that exists or not.
     *
     * @param what {@code method a.B/C}, {@code subscription to a.>}
     * @param role the peer's
     * @param how what would permit it, {@code mayCall}
     * @return the status
     */
    public static Status notPermitted(String what, Role role, String how) {
        return new Status(
                StatusCode.PERMISSION_DENIED,
                "NOT_PERMITTED",
                what + ": not permitted to the role '" + role.name()
                        + "' of this connection's token (expected: something"
                        + " that it permits; the server says what by Role." + how + ")",
                Certainty.NOT_EXECUTED,
                null);
    }

    static Status tokenRevoked(Certainty certainty) {
        return new Status(
                StatusCode.UNAUTHENTICATED,
                "TOKEN_REVOKED",
                "the server has revoked the token of this connection",
                certainty,
                null);
    }

    static Status tooManyCalls(int limit, String whose) {
        return new Status(
                StatusCode.RESOURCE_EXHAUSTED,
                "TOO_MANY_CALLS",
                "calls at once: " + limit + " are running (expected: fewer; the limit is " + whose + ")",
                Certainty.NOT_EXECUTED,
                null);
    }

    static Status messageTooLarge(Object what, long bytes, long limit, Certainty certainty) {
        return new Status(
                StatusCode.RESOURCE_EXHAUSTED,
                "MESSAGE_TOO_LARGE",
                what + ": " + bytes + " bytes (expected: at most " + limit
                        + "; raise maxMessageBytes of the receiving side)",
                certainty,
                null);
    }

    static Status reassemblyFull(long bytes, Certainty certainty) {
        return new Status(
                StatusCode.RESOURCE_EXHAUSTED,
                "REASSEMBLY_FULL",
                "message of " + bytes + " bytes: too many large messages are arriving at once; send fewer, or raise"
                        + " maxReassemblyBytes or the heap (-Xmx) of the receiving side",
                certainty,
                null);
    }

    static Status messageStalled(String what, Certainty certainty) {
        return new Status(
                StatusCode.RESOURCE_EXHAUSTED,
                "MESSAGE_STALLED",
                what + ": a large message began to arrive and did not go on (expected: all of it, or "
                        + Progress.MIN_BYTES + " bytes in " + Progress.SPANS * Progress.SPAN_SECONDS + " s)",
                certainty,
                null);
    }

    static Status decodeBusy(String what, Certainty certainty) {
        return new Status(
                StatusCode.RESOURCE_EXHAUSTED,
                "DECODE_BUSY",
                what + ": no memory to decode it within " + DecodeTurn.MAX_WAIT_MILLIS
                        + " ms, others are being decoded or in handlers; try again, or give the receiving process more"
                        + " heap (-Xmx)",
                certainty,
                null);
    }

    static Status sendingFull(String what, long bytes, Certainty certainty) {
        return new Status(
                StatusCode.RESOURCE_EXHAUSTED,
                "SENDING_FULL",
                what + ": " + bytes + " bytes, and too many large messages are waiting to be sent; send fewer at once,"
                        + " or give the sending process more heap (-Xmx)",
                certainty,
                null);
    }

    static Status outOfMemory(String what, Certainty certainty, Throwable cause) {
        return new Status(
                StatusCode.RESOURCE_EXHAUSTED,
                "OUT_OF_MEMORY",
                what + ": the process has no memory left; give it more heap (-Xmx)",
                certainty,
                cause);
    }

    /**
     * The process can have no more threads.
     *
     * @param what needed one
     * @param cause what the JVM said
     * @return the status
     */
    public static Status noThread(String what, OutOfMemoryError cause) {
        return new Status(
                StatusCode.RESOURCE_EXHAUSTED,
                "OUT_OF_MEMORY",
                what + ": the process can have no more threads; raise the limit (ulimit -u), or use fewer",
                Certainty.NOT_EXECUTED,
                cause);
    }

    static Status noResponse(Object method) {
        return Status.of(
                StatusCode.INTERNAL, "NO_RESPONSE", method + ": the handler returned null (expected: a message)");
    }

    static Status callEnded(Object method) {
        return new Status(
                StatusCode.CANCELLED,
                "CALL_ENDED",
                method + ": the call has ended well, before all messages of this stream were sent or taken",
                Certainty.EXECUTED,
                null);
    }

    static Status badMetadata(String problem) {
        return new Status(StatusCode.INVALID_ARGUMENT, "BAD_METADATA", problem, Certainty.NOT_EXECUTED, null);
    }

    static Status badRequest(Object method, Throwable cause) {
        if (cause instanceof OutOfMemoryError) {
            return outOfMemory("request of " + method, Certainty.NOT_EXECUTED, cause);
        }
        // The peer is told what protobuf found wrong with what it sent, and nothing of any other failure in here.
        String why = cause instanceof InvalidProtocolBufferException ? ": " + cause.getMessage() : "";
        return new Status(
                StatusCode.INVALID_ARGUMENT,
                "BAD_REQUEST",
                method + ": the request is not a valid message" + why,
                Certainty.NOT_EXECUTED,
                cause);
    }

    static Status badResponse(Object method, Throwable cause) {
        if (cause instanceof OutOfMemoryError) {
            return outOfMemory("response of " + method, Certainty.EXECUTED, cause);
        }
        return new Status(
                StatusCode.INTERNAL,
                "BAD_RESPONSE",
                method + ": the response is not a valid message: " + cause.getMessage(),
                Certainty.EXECUTED,
                cause);
    }

    static Status notAnswered(String reason, String message, StatusCode code) {
        return new Status(code, reason, message, Certainty.NOT_EXECUTED, null);
    }

    /**
     * A handler threw.
     *
     * @param logId under which it was logged; {@code null} if it was not, because too many fail
     */
    static Status handlerFailed(Object method, @Nullable String logId) {
        String where = logId == null
                ? "the serving process logs only " + LimitedLog.MAX_LINES + " such failures a second, and not this one"
                : "the serving process logged why under " + logId;
        return Status.of(StatusCode.UNKNOWN, "HANDLER_FAILED", method + ": the handler failed; " + where);
    }

    static Status protocol(String message) {
        return new Status(StatusCode.INTERNAL, "PROTOCOL_ERROR", message, Certainty.UNKNOWN, null);
    }

    /**
     * Turns what a future failed with into a status.
     *
     * @param cause anything thrown
     * @param certainty whether the handler may have run, unless the cause knows
     * @return the status
     */
    public static Status of(Throwable cause, Certainty certainty) {
        if (cause instanceof StatusException failure) {
            return failure.status();
        }
        if (cause instanceof CompletionException && cause.getCause() != null) {
            return of(cause.getCause(), certainty); // what a future that is derived from another one fails with
        }
        return new Status(StatusCode.UNKNOWN, "CALL_FAILED", describe(cause), certainty, cause);
    }

    static String describe(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
