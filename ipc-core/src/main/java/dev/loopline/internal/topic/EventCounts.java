package dev.loopline.internal.topic;

/**
 * What a queue has seen so far. Always {@code offered == taken + dropped + waiting + discarded}.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param offered events that were counted: all that came while the queue was open, except those that found no room under
 *     {@code BLOCK} or {@code DISCONNECT}
 * @param taken events that the consumer has taken
 * @param dropped events that gaps stand for, those that wait and those that were taken
 * @param waiting events that wait
 * @param discarded events that waited when the queue was closed
 */
public record EventCounts(long offered, long taken, long dropped, long waiting, long discarded) {
    EventCounts minus(EventCounts part) {
        return new EventCounts(
                offered - part.offered,
                taken - part.taken,
                dropped - part.dropped,
                waiting - part.waiting,
                discarded - part.discarded);
    }
}
