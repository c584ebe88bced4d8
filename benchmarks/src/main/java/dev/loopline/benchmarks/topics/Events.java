package dev.loopline.benchmarks.topics;

import com.google.protobuf.ByteString;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * What travels: 64 bytes that begin with the event's number and the time at which it was to be sent.
 *
 * <p>That time is {@link System#nanoTime}, which is the same in all processes of a machine on Linux (CLOCK_MONOTONIC).
 *
 * <p>Any thread.
 */
final class Events {
    static final String TOPIC = "bench.events";
    static final int BYTES = 64;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Events() {}

    static byte[] event(long number, long sentNanos) {
        byte[] event = new byte[BYTES];
        LONGS.set(event, 0, number);
        LONGS.set(event, Long.BYTES, sentNanos);
        return event;
    }

    static long number(byte[] event) {
        return (long) LONGS.get(event, 0);
    }

    static long sentNanos(byte[] event) {
        return (long) LONGS.get(event, Long.BYTES);
    }

    static long number(ByteString event) {
        return longAt(event, 0);
    }

    static long sentNanos(ByteString event) {
        return longAt(event, Long.BYTES);
    }

    private static long longAt(ByteString event, int index) {
        long value = 0;
        for (int i = Long.BYTES - 1; i >= 0; i--) {
            value = (value << Byte.SIZE) | (event.byteAt(index + i) & 0xff);
        }
        return value;
    }
}
