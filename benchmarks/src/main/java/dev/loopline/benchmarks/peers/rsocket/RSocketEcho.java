package dev.loopline.benchmarks.peers.rsocket;

import dev.loopline.benchmarks.load.Bytes;
import dev.loopline.benchmarks.load.Server;
import io.rsocket.Payload;
import io.rsocket.RSocket;
import io.rsocket.SocketAcceptor;
import io.rsocket.core.RSocketServer;
import io.rsocket.frame.decoder.PayloadDecoder;
import io.rsocket.transport.netty.server.CloseableChannel;
import io.rsocket.transport.netty.server.TcpServerTransport;
import io.rsocket.util.ByteBufPayload;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Answers with what it was sent, or streams. Any thread. */
final class RSocketEcho implements Server, RSocket {
    private final CloseableChannel listening;

    RSocketEcho() {
        listening = RSocketServer.create(SocketAcceptor.with(this))
                .payloadDecoder(PayloadDecoder.ZERO_COPY)
                .bindNow(TcpServerTransport.create("127.0.0.1", 0));
    }

    @Override
    public Mono<Payload> requestResponse(Payload request) {
        return Mono.just(request); // whose buffer goes out again
    }

    @Override
    public Flux<Payload> requestStream(Payload request) {
        byte[] payload = Bytes.of(Integer.parseInt(request.getDataUtf8()));
        request.release();
        return Flux.generate(sink -> sink.next(ByteBufPayload.create(payload)));
    }

    @Override
    public Flux<Payload> requestChannel(Publisher<Payload> requests) {
        return Flux.from(requests);
    }

    @Override
    public int port() {
        return listening.address().getPort();
    }

    @Override
    public void close() {
        listening.dispose();
    }
}
