package dev.loopline.internal.topic;

/**
 * What became of an event that was offered to a queue.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum Offer {
    /** It was counted: it waits, or a gap does in its place. The consumer knows already that it has to come. */
    QUEUED,

    /** It waits, in a queue that held nothing before: whoever offered it has to wake the consumer. */
    QUEUED_FIRST,

    /** It was neither taken nor counted; {@link EventQueue#whenRoom} says when to offer it again. */
    FULL,

    /** It was neither taken nor counted, and the queue is closed now. */
    OVERFLOW,

    /** It was neither taken nor counted, since the queue is closed. */
    CLOSED
}
