package dev.loopline.transport.netty;

import dev.loopline.testing.StreamLoadContract;
import dev.loopline.transport.TransportProvider;
import io.netty.util.LeakPresenceDetector;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

class NioStreamLoadTest extends StreamLoadContract {
    @Override
    protected TransportProvider provider() {
        return new NioTransportProvider();
    }

    @Override
    protected SocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    @Override
    protected void checkLeaks() {
        LeakPresenceDetector.check();
    }
}
