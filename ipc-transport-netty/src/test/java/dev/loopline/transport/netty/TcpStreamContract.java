package dev.loopline.transport.netty;

import dev.loopline.testing.StreamContract;
import io.netty.util.LeakPresenceDetector;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** The contract of calls over TCP, with every buffer counted. */
abstract class TcpStreamContract extends StreamContract {
    @Override
    protected SocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    @Override
    protected void checkLeaks() {
        LeakPresenceDetector.check();
    }
}
