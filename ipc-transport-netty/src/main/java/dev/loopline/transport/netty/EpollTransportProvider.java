package dev.loopline.transport.netty;

import dev.loopline.transport.TransportOptions;
import dev.loopline.transport.TransportProvider;
import dev.loopline.transport.TransportRuntime;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Loopback TCP by Linux's epoll, called natively; preferred where it works.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class EpollTransportProvider implements TransportProvider {
    /** For {@link java.util.ServiceLoader}. */
    public EpollTransportProvider() {}

    @Override
    public String name() {
        return "tcp-epoll";
    }

    @Override
    public int priority() {
        return Epoll.isAvailable() ? 20 : -1;
    }

    @Override
    public boolean supports(SocketAddress address) {
        return address instanceof InetSocketAddress;
    }

    @Override
    public TransportRuntime open(TransportOptions options) {
        return new TcpRuntime(
                options,
                Loops.of(name(), options, waiting -> EpollIoHandler.newFactory(0, () -> new AdaptiveSelect(waiting))),
                EpollServerSocketChannel::new,
                EpollSocketChannel::new);
    }
}
