package dev.loopline.transport.netty;

import dev.loopline.testing.StreamModelContract;
import dev.loopline.transport.TransportProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

class NioStreamModelTest extends StreamModelContract {
    @Override
    protected TransportProvider provider() {
        return new NioTransportProvider();
    }

    @Override
    protected SocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}
