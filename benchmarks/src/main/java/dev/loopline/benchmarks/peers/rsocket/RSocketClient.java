package dev.loopline.benchmarks.peers.rsocket;

import static java.util.Objects.requireNonNull;

import dev.loopline.benchmarks.load.Bytes;
import dev.loopline.benchmarks.load.Caller;
import dev.loopline.benchmarks.load.Client;
import dev.loopline.benchmarks.load.Count;
import dev.loopline.benchmarks.load.Pipeline;
import dev.loopline.benchmarks.load.Running;
import dev.loopline.benchmarks.load.Work;
import io.netty.buffer.ByteBuf;
import io.rsocket.Payload;
import io.rsocket.RSocket;
import io.rsocket.core.RSocketConnector;
import io.rsocket.frame.decoder.PayloadDecoder;
import io.rsocket.transport.netty.client.TcpClientTransport;
import io.rsocket.util.ByteBufPayload;
import io.rsocket.util.DefaultPayload;
import reactor.core.Disposable;
import reactor.core.publisher.SignalType;
import reactor.core.publisher.Sinks;
import reactor.netty.tcp.TcpClient;

/** Calls and streams of RSocket, subscribed to on its event loop. For one thread. */
final class RSocketClient implements Client {
    /** What may be under way, as far as it can be told in messages: RSocket grants those, not bytes. */
    private static final int WINDOW_BYTES = 4 * 1024 * 1024;

    private static final int MOST_MESSAGES = 1024;

    private final RSocket socket;

    RSocketClient(int port) {
        TcpClient tcp = TcpClient.newConnection().host("127.0.0.1").port(port); // not one of a pool of 500
        socket = requireNonNull(RSocketConnector.create()
                .payloadDecoder(PayloadDecoder.ZERO_COPY)
                .connect(TcpClientTransport.create(tcp))
                .block());
    }

    @Override
    public Caller caller(int bytes) {
        byte[] payload = Bytes.of(bytes);
        return () -> check(
                requireNonNull(
                        socket.requestResponse(ByteBufPayload.create(payload)).block()),
                bytes);
    }

    @Override
    public Pipeline pipeline(int bytes) {
        byte[] payload = Bytes.of(bytes);
        return reply -> {
            Disposable unused = socket.requestResponse(ByteBufPayload.create(payload))
                    .subscribe(
                            response -> {
                                check(response, bytes);
                                reply.arrived();
                            },
                            reply::failed);
        };
    }

    @Override
    public Running stream(int bytes, Count arrived) {
        Disposable stream = socket.requestStream(DefaultPayload.create(Integer.toString(bytes)))
                .limitRate(Math.min(MOST_MESSAGES, WINDOW_BYTES / bytes))
                .subscribe(payload -> {
                    check(payload, bytes);
                    arrived.add(1);
                });
        return stream::dispose;
    }

    @Override
    public Running echo(int bytes, Count arrived) {
        byte[] payload = Bytes.of(bytes);
        Sinks.Many<Payload> requests = Sinks.many().unicast().onBackpressureBuffer();
        Disposable responses = socket.requestChannel(requests.asFlux()).subscribe(response -> {
            check(response, bytes);
            arrived.add(1);
            requests.emitNext(ByteBufPayload.create(payload), RSocketClient::again);
        });
        for (int i = 0; i < Work.ECHOES; i++) {
            requests.emitNext(ByteBufPayload.create(payload), RSocketClient::again);
        }
        return responses::dispose;
    }

    /** While the first messages are sent by one thread, those that came back are sent again by another. */
    private static boolean again(SignalType signal, Sinks.EmitResult result) {
        return result == Sinks.EmitResult.FAIL_NON_SERIALIZED;
    }

    private static void check(Payload payload, int bytes) {
        try {
            ByteBuf data = payload.sliceData();
            int size = data.readableBytes();
            Bytes.check(size, size == 0 ? 0 : data.getByte(data.readerIndex() + size - 1), bytes);
        } finally {
            payload.release();
        }
    }

    @Override
    public void close() {
        socket.dispose();
    }
}
