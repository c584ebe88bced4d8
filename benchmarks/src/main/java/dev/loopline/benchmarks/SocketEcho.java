package dev.loopline.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Sockets of the JDK and nothing else: what the kernel costs when both sides sleep, and when neither does. */
@State(Scope.Benchmark)
public class SocketEcho extends EchoBenchmark {
    /** How both sides wait. */
    @Param({"blocking", "spinning"})
    public String waits = "blocking";

    private final ByteBuffer request =
            ByteBuffer.allocateDirect(Payload.BYTES).put(Payload.bytes()).flip();
    private final ByteBuffer response = ByteBuffer.allocateDirect(Payload.BYTES);
    private @Nullable SocketChannel channel;

    @Override
    EchoKind kind() {
        return waits.equals("blocking") ? EchoKind.SOCKET_BLOCKING : EchoKind.SOCKET_SPINNING;
    }

    @Override
    void connect(EchoProcess process) throws IOException {
        SocketChannel opened =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), process.port()));
        opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
        opened.configureBlocking(waits.equals("blocking"));
        channel = opened;
    }

    @Override
    void disconnect() throws IOException {
        channel().close();
    }

    private SocketChannel channel() {
        if (channel == null) {
            throw new IllegalStateException("channel: not connected (expected: by start())");
        }
        return channel;
    }

    /**
     * One message there and back.
     *
     * @throws IOException if the connection breaks
     */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public void pingPong() throws IOException {
        SocketChannel peer = channel();
        long begin = System.nanoTime();
        SocketServer.writeAll(peer, request.rewind());
        if (!SocketServer.readAll(peer, response.clear())) {
            throw new EOFException("the server has closed the connection");
        }
        nanos.recordValue(System.nanoTime() - begin);
        if (!response.flip().equals(request.rewind())) {
            throw new IllegalStateException("message: not what was sent");
        }
    }
}
