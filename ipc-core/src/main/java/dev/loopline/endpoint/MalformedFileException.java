package dev.loopline.endpoint;

import java.io.Serial;

/** Says which line of an endpoint file is wrong and how, without any of the token. */
final class MalformedFileException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final boolean fromLaterVersion;

    private MalformedFileException(String message, boolean fromLaterVersion) {
        super(message);
        this.fromLaterVersion = fromLaterVersion;
    }

    static MalformedFileException malformed(String message) {
        return new MalformedFileException(message, false);
    }

    /** {@return a copy that says: the file may be right and asks for what this version cannot do} */
    MalformedFileException asFromLaterVersion() {
        return new MalformedFileException(String.valueOf(getMessage()), true);
    }

    boolean fromLaterVersion() {
        return fromLaterVersion;
    }
}
