package dev.loopline.benchmarks.micro;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.loopline.internal.wire.EncodedMessage;
import dev.loopline.internal.wire.FrameHeader;
import dev.loopline.internal.wire.FrameType;
import dev.loopline.internal.wire.MessageReader;
import dev.loopline.internal.wire.OutboundFrame;
import dev.loopline.proto.echo.v1.EchoMessage;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Messages into frames and out of them, by the classes that connections use, without anything that moves them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Codec {
    private static final int FRAGMENT_BYTES = 64 * 1024;
    private static final int ROOM = FrameHeader.BYTES + 16; // and the field's tag and length
    private static final long STREAM = 1;

    /** Where the frames lie. */
    public enum Memory {
        /** In an array. */
        HEAP,
        /** Outside the heap, as what is read and written does. */
        DIRECT
    }

    /** Where the frames lie. */
    @Param
    public Memory memory = Memory.HEAP;

    /** How long the payload of the message is. */
    @Param({"0", "64", "4096", "65536", "1048576"})
    public int payloadBytes;

    private final OutboundFrame frame = new OutboundFrame();
    private final MessageReader reader = new MessageReader();
    private ByteString payload = ByteString.EMPTY;
    private ByteBuffer target = ByteBuffer.allocate(0);
    private ByteBuffer received = ByteBuffer.allocate(0);

    /** Makes the buffers, and a frame to decode. */
    @Setup
    public void prepare() {
        payload = UnsafeByteOperations.unsafeWrap(Echo.payload(payloadBytes));
        target = allocate();
        received = allocate();
        encodeInto(received);
        received.flip();
    }

    private ByteBuffer allocate() {
        int size = ROOM + payloadBytes;
        return memory == Memory.HEAP ? ByteBuffer.allocate(size) : ByteBuffer.allocateDirect(size);
    }

    private void encodeInto(ByteBuffer buffer) {
        frame.start(FrameType.MESSAGE, 0, 0, 0, STREAM).message(message());
        frame.writeTo(buffer.clear().limit(frame.sizeBytes()));
    }

    private EchoMessage message() {
        return EchoMessage.newBuilder().setPayload(payload).build();
    }

    /** {@return a message, made and written as one frame} */
    @Benchmark
    public ByteBuffer encode() {
        encodeInto(target);
        return target;
    }

    /** {@return a message, made and written as fragments of 64 KiB, all in the same place} */
    @Benchmark
    public ByteBuffer encodeFragments() {
        EncodedMessage encoded = EncodedMessage.of(message());
        int at = 0;
        do {
            int part = Math.min(FRAGMENT_BYTES, encoded.sizeBytes() - at);
            frame.start(FrameType.FRAGMENT, 0, 0, 0, STREAM).part(encoded, at, part);
            frame.writeTo(target.clear().limit(frame.sizeBytes()));
            at += part;
        } while (at < encoded.sizeBytes());
        return target;
    }

    /**
     * Reads header and message of a frame.
     *
     * @param read takes what is read
     * @throws InvalidProtocolBufferException if it is no message
     */
    @Benchmark
    public void decode(Blackhole read) throws InvalidProtocolBufferException {
        received.position(0);
        read.consume(FrameHeader.type(received));
        read.consume(FrameHeader.flags(received));
        read.consume(FrameHeader.streamId(received));
        read.consume(reader.parse(EchoMessage.parser(), received.position(FrameHeader.BYTES)));
    }
}
