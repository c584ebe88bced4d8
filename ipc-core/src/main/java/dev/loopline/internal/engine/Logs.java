package dev.loopline.internal.engine;

import dev.loopline.transport.LimitedLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loggers of the library, by what they are about. What a peer can cause goes through those that are limited. */
public final class Logs {
    /** Calls and connections. */
    public static final Logger ENGINE = LoggerFactory.getLogger("dev.loopline.engine");

    /** Connections that end because of what the peer did, or of a failure in here. */
    static final LimitedLog CONNECTIONS = LimitedLog.named("dev.loopline.engine");

    /** Handlers that fail. Apart from {@link #CONNECTIONS}, so that a bad peer cannot hide them. */
    static final LimitedLog HANDLERS = LimitedLog.named("dev.loopline.engine");

    /** Who was not let in. */
    static final LimitedLog HANDSHAKE = LimitedLog.named("dev.loopline.handshake");

    /** How clients find a server. */
    public static final Logger ENDPOINT = LoggerFactory.getLogger("dev.loopline.endpoint");

    private Logs() {}
}
