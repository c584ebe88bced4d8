package dev.loopline.internal.engine;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loggers of the library, by what they are about. */
public final class Logs {
    /** Calls and connections. */
    public static final Logger ENGINE = LoggerFactory.getLogger("dev.loopline.engine");

    /** Who was let in and who was not. */
    public static final Logger HANDSHAKE = LoggerFactory.getLogger("dev.loopline.handshake");

    /** How clients find a server. */
    public static final Logger ENDPOINT = LoggerFactory.getLogger("dev.loopline.endpoint");

    private Logs() {}
}
