package dev.loopline.transport.netty;

import dev.loopline.testing.StreamPeerContract;
import dev.loopline.transport.TransportProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

class NioStreamPeerTest extends StreamPeerContract {
    @Override
    protected TransportProvider provider() {
        return new NioTransportProvider();
    }

    @Override
    protected SocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}
