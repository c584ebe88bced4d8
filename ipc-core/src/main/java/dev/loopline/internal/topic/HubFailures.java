package dev.loopline.internal.topic;

import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.internal.engine.Failures;

/** The failures that the hub makes. docs/errors.md lists them by reason. */
final class HubFailures {
    static final String SLOW = "SLOW_SUBSCRIBER";

    /** The reason of what fails because the hub ends with its server. */
    static final String ENDS = "GOING_AWAY";

    private HubFailures() {}

    static Status slowSubscriber(HubSubscription.Wanted wanted) {
        return refused(
                StatusCode.RESOURCE_EXHAUSTED,
                SLOW,
                "subscription to " + wanted.pattern() + ": more than " + wanted.maxMessages() + " events or "
                        + wanted.maxBytes()
                        + " bytes wait (expected: fewer; take them faster, or let some be dropped)");
    }

    static Status badPattern() {
        return refused(
                StatusCode.INVALID_ARGUMENT,
                "BAD_TOPIC",
                "topic or pattern: not one (expected: levels of [A-Za-z0-9_-] joined by '.', at most 255 characters and 16"
                        + " levels; in a pattern '*' for one level, '>' at the end for one or more)");
    }

    static Status badRequest(String problem) {
        return refused(StatusCode.INVALID_ARGUMENT, "BAD_TOPIC_REQUEST", problem);
    }

    static Status notPermitted(String what, HubPeer peer, String how) {
        return Failures.notPermitted(what, peer.role(), how);
    }

    static Status otherType(String topic, String there, String asked, String who) {
        return refused(
                StatusCode.FAILED_PRECONDITION,
                "TOPIC_TYPE",
                "topic " + topic + ": has events of " + there + ", and " + who + " with " + asked
                        + " (expected: one type; both sides need the same one)");
    }

    static Status retainedOtherwise(String topic, boolean retains) {
        return refused(
                StatusCode.FAILED_PRECONDITION,
                "TOPIC_RETAINED",
                "topic " + topic + ": " + (retains ? "keeps" : "does not keep")
                        + " its last event, and a publisher wants it otherwise (expected: all of them alike)");
    }

    static Status reserved(String topic) {
        return refused(
                StatusCode.PERMISSION_DENIED,
                "TOPIC_RESERVED",
                "topic " + topic + ": only the hub publishes to 'loopline.>' (expected: another name)");
    }

    static Status tooMany(String what, long limit) {
        return refused(
                StatusCode.RESOURCE_EXHAUSTED,
                "TOO_MANY_TOPICS",
                what + ": " + limit + " are there (expected: fewer; see TopicLimits of the server)");
    }

    static Status retainedFull(String topic) {
        return refused(
                StatusCode.RESOURCE_EXHAUSTED,
                "RETAINED_FULL",
                "topic " + topic + ": no room to keep another event (expected: fewer keys or smaller events; see"
                        + " maxRetainedBytes of the server)");
    }

    static Status broken(HubSubscription.Wanted wanted, RuntimeException cause) {
        return new Status(
                StatusCode.INTERNAL,
                "HUB_FAILED",
                "subscription to " + wanted.pattern() + ": the hub failed: " + cause,
                Certainty.UNKNOWN,
                cause);
    }

    static Status ends() {
        return new Status(StatusCode.UNAVAILABLE, ENDS, "the hub ends with its server", Certainty.NOT_EXECUTED, null);
    }

    /** {@return a failure as the client sees it: what the hub has answered with an error was not done} */
    static Status ofRefusal(Status failure) {
        return failure.certainty() == Certainty.EXECUTED ? failure.withCertainty(Certainty.NOT_EXECUTED) : failure;
    }

    private static Status refused(StatusCode code, String reason, String message) {
        return new Status(code, reason, message, Certainty.NOT_EXECUTED, null);
    }
}
