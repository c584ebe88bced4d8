package dev.loopline.transport.netty;

import dev.loopline.transport.TransportOptions;
import dev.loopline.transport.TransportProvider;
import dev.loopline.transport.TransportRuntime;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.spi.SelectorProvider;

/**
 * Loopback TCP by the JDK's own channels, on every system.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class NioTransportProvider implements TransportProvider {
    /** For {@link java.util.ServiceLoader}. */
    public NioTransportProvider() {}

    @Override
    public String name() {
        return "tcp-nio";
    }

    @Override
    public int priority() {
        return 10;
    }

    @Override
    public boolean supports(SocketAddress address) {
        return address instanceof InetSocketAddress;
    }

    @Override
    public TransportRuntime open(TransportOptions options) {
        return new TcpRuntime(
                options,
                Loops.of(
                        name(),
                        options,
                        waiting -> NioIoHandler.newFactory(
                                SelectorProvider.provider(), () -> new AdaptiveSelect(waiting))),
                NioServerSocketChannel::new,
                NioSocketChannel::new);
    }
}
