package dev.loopline.benchmarks.streams;

import java.util.concurrent.atomic.AtomicLong;

/** How many messages have arrived. One thread at a time counts, any thread looks. */
final class Count {
    private final AtomicLong messages = new AtomicLong();

    void add(long more) {
        messages.setOpaque(messages.getPlain() + more);
    }

    long get() {
        return messages.getOpaque();
    }
}
