package dev.loopline.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Parser;
import com.google.protobuf.Value;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MessageReaderTest {
    private static final int MIB = 1024 * 1024;
    private static final long MAX_MILLIS_PER_MIB = 100;
    private static final int ATTEMPTS = 12; // the first are interpreted, and the machine may be busy

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** A message of which one field comes again and again, so that each is merged into those before. */
    private static byte[] mergedAgainAndAgain(byte[] piece) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(MIB);
        while (bytes.size() + piece.length <= MIB) {
            bytes.writeBytes(piece);
        }
        return bytes.toByteArray();
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static Stream<Arguments> mergedFields() {
        // Value.list_value (6), each time with one more element of Value, and an unknown field (100) between them.
        byte[] lists = mergedAgainAndAgain(bytes(0x32, 0x04, 0x0A, 0x02, 0x08, 0x00, 0xA0, 0x06, 0x01));
        // FileDescriptorProto.options (8), each time with one more uninterpreted_option (999), and unknown fields.
        byte[] options = mergedAgainAndAgain(bytes(0x42, 0x06, 0xBA, 0x3E, 0x00, 0xA0, 0x38, 0x01, 0xA0, 0x06, 0x01));
        // The same field, each time with one more unknown field inside.
        byte[] unknown = mergedAgainAndAgain(bytes(0x42, 0x03, 0xA0, 0x38, 0x01));
        return Stream.of(
                Arguments.of("lists", Value.parser(), lists),
                Arguments.of("options", FileDescriptorProto.parser(), options),
                Arguments.of("unknown fields", FileDescriptorProto.parser(), unknown));
    }

    /** The shape of CVE-2022-3171, which took minutes. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("mergedFields")
    void d17MergingAFieldAgainAndAgainTakesTimeInProportion(String what, Parser<?> parser, byte[] message)
            throws Exception {
        MessageReader reader = new MessageReader();
        ByteBuffer direct = ByteBuffer.allocateDirect(message.length).put(message);
        long bestNanos = Long.MAX_VALUE;
        for (int i = 0; i < ATTEMPTS && bestNanos > MAX_MILLIS_PER_MIB * 1_000_000; i++) {
            long before = THREADS.getCurrentThreadCpuTime();
            reader.parse(parser, direct.rewind());
            bestNanos = Math.min(bestNanos, THREADS.getCurrentThreadCpuTime() - before);
        }

        assertThat(bestNanos / 1_000_000).as("milliseconds of CPU for a MiB").isLessThanOrEqualTo(MAX_MILLIS_PER_MIB);
    }
}
