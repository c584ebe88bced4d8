package dev.loopline.benchmarks.scenarios;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.management.ThreadMXBean;
import dev.loopline.benchmarks.peers.Messages;
import dev.loopline.proto.echo.v1.EchoMessage;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/** What a message of 64 bytes takes of the heap by itself, whoever makes or parses it. Any thread. */
final class MessageBytes {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int TIMES = 1_000;

    private MessageBytes() {}

    /** {@return bytes of one that is made of a payload that is there, with its builder} */
    static double made() {
        ByteString payload = Messages.payload(Catalogue.SMALL);
        return measure(() -> Messages.of(payload));
    }

    /** {@return bytes of one that has arrived: the message and its copy of the payload} */
    static double parsed() {
        byte[] wire = Messages.of(Messages.payload(Catalogue.SMALL)).toByteArray();
        return measure(() -> parse(wire));
    }

    private static EchoMessage parse(byte[] wire) {
        try {
            return EchoMessage.parseFrom(wire);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a message that was just encoded", e);
        }
    }

    private static double measure(Supplier<EchoMessage> make) {
        EchoMessage[] kept = new EchoMessage[TIMES]; // or the compiler may make none
        kept[0] = make.get();
        long id = Thread.currentThread().getId();
        long before = THREADS.getThreadAllocatedBytes(id);
        for (int i = 0; i < TIMES; i++) {
            kept[i] = make.get();
        }
        return (double) (THREADS.getThreadAllocatedBytes(id) - before) / kept.length;
    }
}
