package dev.loopline.transport.inprocess;

import dev.loopline.testing.StreamPeerContract;
import dev.loopline.transport.TransportProvider;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

class InProcessStreamPeerTest extends StreamPeerContract {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Override
    protected TransportProvider provider() {
        return new InProcessTransportProvider();
    }

    @Override
    protected SocketAddress address() {
        return InProcessAddress.of("stream-peer-" + NUMBER.incrementAndGet());
    }
}
