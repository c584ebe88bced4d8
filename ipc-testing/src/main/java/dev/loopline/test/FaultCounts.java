package dev.loopline.test;

/**
 * What a {@link FaultProxy} has done in one direction, all connections together.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param received bytes that came in
 * @param delivered bytes that went out
 * @param changed bytes that went out other than they came
 * @param dropped bytes that were left out or swallowed
 * @param writes how many writes it were; the system may join them
 * @param pauses how often a script held bytes back at a place
 * @param halfCloses how often a script ended the direction
 * @param resets how often a script broke the connection
 */
public record FaultCounts(
        long received,
        long delivered,
        long changed,
        long dropped,
        long writes,
        long pauses,
        long halfCloses,
        long resets) {}
