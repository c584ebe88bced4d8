package dev.loopline.transport.netty;

import dev.loopline.testing.CallContract;
import io.netty.util.LeakPresenceDetector;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** The contract of calls over TCP, with every buffer counted. */
abstract class TcpCallContract extends CallContract {
    @Override
    protected SocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    @Override
    protected void checkLeaks() {
        LeakPresenceDetector.check();
    }
}
