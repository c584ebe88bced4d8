package dev.loopline.call;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import java.time.Duration;

/**
 * What both sides know of a method before it is called. Generated code has one constant of it per method.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param <Q> the request
 * @param <R> the response
 * @param fullName the service's full name, a slash and the method's: {@code photo.Thumbnails/Render}; 3 to 255
 *     characters
 * @param type how many messages go each way
 * @param requestParser reads a request
 * @param responseParser reads a response
 * @param defaultDeadline deadline of a call that sets none; {@link Duration#ZERO} for no deadline
 * @param idempotent whether a second execution has the same effect as one
 */
public record MethodDescriptor<Q extends MessageLite, R extends MessageLite>(
        String fullName,
        MethodType type,
        Parser<Q> requestParser,
        Parser<R> responseParser,
        Duration defaultDeadline,
        boolean idempotent) {

    /** Deadline of a unary call when neither the call nor its method sets one. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);

    /** Longest {@link #fullName}, in bytes. */
    public static final int MAX_NAME_BYTES = 255;

    /**
     * Checks the parts.
     *
     * @param fullName of the form {@code service/method}
     * @param type not {@code null}
     * @param requestParser not {@code null}
     * @param responseParser not {@code null}
     * @param defaultDeadline zero or more
     * @param idempotent any
     * @throws IllegalArgumentException if the name is not of the form {@code service/method} or too long, or the
     *     deadline is negative
     */
    public MethodDescriptor {
        requireNonNull(type, "type");
        requireNonNull(requestParser, "requestParser");
        requireNonNull(responseParser, "responseParser");
        if (!isValidName(fullName)) {
            throw new IllegalArgumentException(
                    "fullName: " + fullName + " (expected: 'package.Service/Method', at most " + MAX_NAME_BYTES
                            + " characters of [A-Za-z0-9_.] and one '/')");
        }
        if (defaultDeadline.isNegative()) {
            throw new IllegalArgumentException("defaultDeadline: " + defaultDeadline + " (expected: >= 0)");
        }
    }

    /**
     * Describes a unary method with the default deadline that is not idempotent.
     *
     * @param <Q> the request
     * @param <R> the response
     * @param fullName the service's full name, a slash and the method's
     * @param requestParser reads a request
     * @param responseParser reads a response
     * @return the descriptor
     */
    public static <Q extends MessageLite, R extends MessageLite> MethodDescriptor<Q, R> unary(
            String fullName, Parser<Q> requestParser, Parser<R> responseParser) {
        return of(MethodType.UNARY, fullName, requestParser, responseParser);
    }

    /**
     * Describes a method that is not idempotent and has the default deadline: {@link #DEFAULT_DEADLINE} if it is unary,
     * none if it streams.
     *
     * @param <Q> the requests
     * @param <R> the responses
     * @param type how many messages go each way
     * @param fullName the service's full name, a slash and the method's
     * @param requestParser reads a request
     * @param responseParser reads a response
     * @return the descriptor
     */
    public static <Q extends MessageLite, R extends MessageLite> MethodDescriptor<Q, R> of(
            MethodType type, String fullName, Parser<Q> requestParser, Parser<R> responseParser) {
        Duration deadline = type == MethodType.UNARY ? DEFAULT_DEADLINE : Duration.ZERO;
        return new MethodDescriptor<>(fullName, type, requestParser, responseParser, deadline, false);
    }

    /**
     * Copies this descriptor with another default deadline.
     *
     * @param deadline zero for none
     * @return the copy
     */
    public MethodDescriptor<Q, R> withDefaultDeadline(Duration deadline) {
        return new MethodDescriptor<>(fullName, type, requestParser, responseParser, deadline, idempotent);
    }

    /** {@return a copy of this descriptor that says that a second execution has the same effect as one} */
    public MethodDescriptor<Q, R> asIdempotent() {
        return new MethodDescriptor<>(fullName, type, requestParser, responseParser, defaultDeadline, true);
    }

    /** {@return the part of the name before the slash} */
    public String serviceName() {
        return fullName.substring(0, fullName.indexOf('/'));
    }

    /** {@return the part of the name after the slash} */
    public String methodName() {
        return fullName.substring(fullName.indexOf('/') + 1);
    }

    /**
     * Tells whether a text can be the full name of a method.
     *
     * @param name any text, also one that a peer sent
     * @return whether it is {@code service/method} of permitted characters and length
     */
    public static boolean isValidName(String name) {
        int slash = name.indexOf('/');
        if (slash < 1 || slash == name.length() - 1 || name.length() > MAX_NAME_BYTES) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean ok =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
            if (!ok && i != slash) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return fullName;
    }
}
