package dev.loopline.benchmarks;

/**
 * What one iteration showed beside JMH's own score.
 *
 * @param calls how many messages the server sent back
 * @param clientBytes what this JVM allocated
 * @param serverBytes what the server's allocated
 * @param p50Nanos median round trip, 0 if none was timed
 * @param p99Nanos likewise
 */
record Reading(long calls, long clientBytes, long serverBytes, long p50Nanos, long p99Nanos) {}
