package dev.loopline.transport.inprocess;

import dev.loopline.testing.TransportContract;
import dev.loopline.transport.TransportProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

class InProcessTransportTest extends TransportContract {
    private static final AtomicInteger NAMES = new AtomicInteger();

    @Override
    protected TransportProvider provider() {
        return new InProcessTransportProvider();
    }

    @Override
    protected SocketAddress addressToBind() {
        return InProcessAddress.of("contract/" + NAMES.incrementAndGet());
    }

    @Override
    protected SocketAddress addressOfNobody() {
        return InProcessAddress.of("contract/nobody");
    }

    @Override
    protected List<SocketAddress> addressesToRefuse() {
        return List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
    }
}
