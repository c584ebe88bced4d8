package dev.loopline.benchmarks;

/**
 * What one iteration showed beside JMH's own score.
 *
 * @param calls how many messages the server sent back
 * @param client what this JVM spent
 * @param server what the server's spent
 * @param p50Nanos median of what was timed, a round trip or {@link ClosedLoop#WINDOW} calls; 0 if nothing was
 * @param p99Nanos likewise
 */
record Reading(long calls, Spent client, Spent server, long p50Nanos, long p99Nanos) {}
