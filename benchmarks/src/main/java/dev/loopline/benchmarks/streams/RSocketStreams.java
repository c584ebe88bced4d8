package dev.loopline.benchmarks.streams;

import com.google.protobuf.ByteString;
import io.rsocket.Payload;
import io.rsocket.SocketAcceptor;
import io.rsocket.core.RSocketServer;
import io.rsocket.frame.decoder.PayloadDecoder;
import io.rsocket.transport.netty.server.CloseableChannel;
import io.rsocket.transport.netty.server.TcpServerTransport;
import io.rsocket.util.ByteBufPayload;
import reactor.core.publisher.Flux;

/** Streams of RSocket over TCP. Any thread. */
final class RSocketStreams implements StreamServer {
    private final CloseableChannel listening;

    RSocketStreams() {
        listening = RSocketServer.create(SocketAcceptor.forRequestStream(RSocketStreams::serverStream))
                .payloadDecoder(PayloadDecoder.ZERO_COPY)
                .bindNow(TcpServerTransport.create("127.0.0.1", 0));
    }

    private static Flux<Payload> serverStream(Payload request) {
        ByteString payload = Messages.payload(Integer.parseInt(request.getDataUtf8()));
        request.release();
        return Flux.generate(
                sink -> sink.next(ByteBufPayload.create(Messages.of(payload).toByteArray())));
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
