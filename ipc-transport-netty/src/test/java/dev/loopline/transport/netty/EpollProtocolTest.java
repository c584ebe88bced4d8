package dev.loopline.transport.netty;

import dev.loopline.testing.ProtocolContract;
import dev.loopline.transport.TransportProvider;
import io.netty.util.LeakPresenceDetector;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.junit.jupiter.api.AfterEach;

class EpollProtocolTest extends ProtocolContract {
    @Override
    protected TransportProvider provider() {
        return new EpollTransportProvider();
    }

    @Override
    protected SocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    @Override
    @AfterEach
    protected void close() {
        super.close();
        LeakPresenceDetector.check();
    }
}
