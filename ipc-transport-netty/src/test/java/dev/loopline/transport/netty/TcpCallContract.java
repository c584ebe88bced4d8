package dev.loopline.transport.netty;

import dev.loopline.testing.CallContract;
import io.netty.util.LeakPresenceDetector;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** The contract of calls over TCP, with every buffer counted. */
abstract class TcpCallContract extends CallContract {
    @Override
    protected SocketAddress address() {
        return new InetSocketAddress("127.0.0.1", 0);
    }

    @Override
    protected void checkLeaks() {
        LeakPresenceDetector.check();
    }
}
