package dev.loopline.call;

/**
 * How many messages go each way in a call. Version 1 of the wire has room for all four; calls are unary so far.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum MethodType {
    /** One request, one response. */
    UNARY
}
