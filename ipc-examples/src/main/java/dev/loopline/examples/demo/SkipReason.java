package dev.loopline.examples.demo;

import dev.loopline.StatusCode;
import dev.loopline.StatusException;

/** Why a file was left out. Those that a helper finds travel as the reason of a failed call, or in a stream. */
enum SkipReason {
    VANISHED("vanished meanwhile", StatusCode.NOT_FOUND),
    UNREADABLE("not readable", StatusCode.PERMISSION_DENIED),
    CHANGED("changed while it was read", StatusCode.FAILED_PRECONDITION),
    READ_FAILED("reading failed", StatusCode.FAILED_PRECONDITION),
    NO_FILE_URI("no file name that a helper can use", StatusCode.INVALID_ARGUMENT),
    SYMBOLIC_LINK("symbolic link, not followed", StatusCode.FAILED_PRECONDITION),
    SPECIAL("no regular file", StatusCode.FAILED_PRECONDITION),
    TOO_SLOW("no answer in time", StatusCode.DEADLINE_EXCEEDED),
    CALL_FAILED("the call failed", StatusCode.UNKNOWN);

    private static final String PREFIX = "FILE_";

    private final String words;
    private final StatusCode code;

    SkipReason(String words, StatusCode code) {
        this.words = words;
        this.code = code;
    }

    /** {@return what to tell people} */
    String words() {
        return words;
    }

    /** {@return the code of a call that fails for this reason} */
    StatusCode code() {
        return code;
    }

    /** {@return the reason of a call that fails for this reason} */
    String wireName() {
        return PREFIX + name();
    }

    /** {@return why the file of a failed call is left out} */
    static SkipReason of(StatusException failure) {
        return failure.code() == StatusCode.DEADLINE_EXCEEDED ? TOO_SLOW : of(failure.reason());
    }

    /** {@return the one with that name on the wire} */
    static SkipReason of(String wireName) {
        for (SkipReason reason : values()) {
            if (reason.wireName().equals(wireName)) {
                return reason;
            }
        }
        return CALL_FAILED;
    }
}
