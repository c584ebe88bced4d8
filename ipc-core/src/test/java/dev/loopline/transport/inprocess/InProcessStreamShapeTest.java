package dev.loopline.transport.inprocess;

import dev.loopline.testing.StreamShapeContract;
import dev.loopline.transport.TransportProvider;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

class InProcessStreamShapeTest extends StreamShapeContract {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Override
    protected TransportProvider provider() {
        return new InProcessTransportProvider();
    }

    @Override
    protected SocketAddress address() {
        return InProcessAddress.of("stream-shape-" + NUMBER.incrementAndGet());
    }
}
