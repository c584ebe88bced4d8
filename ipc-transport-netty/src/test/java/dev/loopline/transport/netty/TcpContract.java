package dev.loopline.transport.netty;

import dev.loopline.testing.TransportContract;
import io.netty.util.LeakPresenceDetector;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** The contract over TCP, with every buffer counted. */
abstract class TcpContract extends TransportContract {
    private final Socket bound = new Socket();
    private final String host;

    TcpContract(String host) {
        this.host = host;
    }

    @Override
    protected SocketAddress addressToBind() {
        return new InetSocketAddress(host, 0);
    }

    /** Bound by this test, which does not listen there. */
    @Override
    protected SocketAddress addressOfNobody() throws IOException {
        bound.bind(new InetSocketAddress(host, 0));
        return bound.getLocalSocketAddress();
    }

    @AfterEach
    void unbind() throws IOException {
        bound.close();
    }

    @Override
    protected List<SocketAddress> addressesToRefuse() {
        return List.of(
                new InetSocketAddress("0.0.0.0", 8_080),
                new InetSocketAddress("::", 8_080),
                new InetSocketAddress("10.0.0.1", 8_080),
                new InetSocketAddress("::ffff:10.0.0.1", 8_080),
                new InetSocketAddress("fe80::1", 8_080),
                new InetSocketAddress("128.0.0.1", 8_080),
                InetSocketAddress.createUnresolved("localhost", 8_080),
                InetSocketAddress.createUnresolved("127.0.0.1", 8_080),
                UnixDomainSocketAddress.of("socket"));
    }

    @Override
    protected void checkLeaks() {
        LeakPresenceDetector.check();
    }
}
