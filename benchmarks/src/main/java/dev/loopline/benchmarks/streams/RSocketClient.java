package dev.loopline.benchmarks.streams;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.loopline.benchmarks.Count;
import dev.loopline.proto.echo.v1.EchoMessage;
import io.rsocket.Payload;
import io.rsocket.RSocket;
import io.rsocket.core.RSocketConnector;
import io.rsocket.frame.decoder.PayloadDecoder;
import io.rsocket.transport.netty.client.TcpClientTransport;
import io.rsocket.util.DefaultPayload;
import reactor.core.Disposable;

/** Streams of RSocket, subscribed to on its event loop. For one thread. */
final class RSocketClient implements StreamClient {
    /** What may be under way, as far as it can be told in messages: RSocket grants those, not bytes. */
    private static final int WINDOW_BYTES = 4 * 1024 * 1024;

    private static final int MOST_MESSAGES = 1024;

    private final RSocket socket;

    RSocketClient(int port) {
        socket = requireNonNull(RSocketConnector.create()
                .payloadDecoder(PayloadDecoder.ZERO_COPY)
                .connect(TcpClientTransport.create("127.0.0.1", port))
                .block());
    }

    @Override
    public Running stream(int size, Count arrived) {
        Disposable stream = socket.requestStream(DefaultPayload.create(Integer.toString(size)))
                .limitRate(Math.min(MOST_MESSAGES, WINDOW_BYTES / size))
                .subscribe(payload -> {
                    Messages.check(parse(payload), size);
                    arrived.add(1);
                });
        return stream::dispose;
    }

    private static EchoMessage parse(Payload payload) {
        try {
            return EchoMessage.parseFrom(payload.getData());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("message: cannot be parsed (expected: as sent)", e);
        } finally {
            payload.release();
        }
    }

    @Override
    public Running echo(int size, Count arrived) {
        throw new UnsupportedOperationException("rsocket: echo is not measured");
    }

    @Override
    public void close() {
        socket.dispose();
    }
}
