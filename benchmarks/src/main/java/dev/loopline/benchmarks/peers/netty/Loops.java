package dev.loopline.benchmarks.peers.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.SelectStrategyFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.net.InetAddress;
import java.nio.channels.spi.SelectorProvider;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** An event loop of Netty's, set up as Loopline sets up its own. Any thread. */
final class Loops implements AutoCloseable {
    static final int LENGTH_BYTES = 4;

    private static final int MAX_FRAME_BYTES = 4 * 1024 * 1024;
    private static final int EVENTS_PER_WAKE_UP = 0; // Netty's default: as many as there are
    private static final boolean EPOLL = Epoll.isAvailable();
    private static final RecvByteBufAllocator READS =
            new AdaptiveRecvByteBufAllocator(2 * 1024, 16 * 1024, 256 * 1024).maxMessagesPerRead(4);

    private final EventLoopGroup group;

    Loops(boolean yielding) {
        SelectStrategyFactory waiting = yielding ? YieldThenSelect::new : DefaultSelectStrategyFactory.INSTANCE;
        IoHandlerFactory handler = EPOLL
                ? EpollIoHandler.newFactory(EVENTS_PER_WAKE_UP, waiting)
                : NioIoHandler.newFactory(SelectorProvider.provider(), waiting);
        group = new MultiThreadIoEventLoopGroup(1, handler);
    }

    static String transport() {
        return EPOLL ? "epoll" : "nio";
    }

    /** Listens at a port that the kernel chooses. */
    Channel listen(Supplier<ChannelHandler> handler) {
        return new ServerBootstrap()
                .group(group)
                .channel(EPOLL ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, READS)
                .childHandler(pipeline(handler))
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    Channel connect(int port, ChannelHandler handler) {
        return new Bootstrap()
                .group(group)
                .channel(EPOLL ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, READS)
                .handler(pipeline(() -> handler))
                .connect(InetAddress.getLoopbackAddress(), port)
                .syncUninterruptibly()
                .channel();
    }

    private static ChannelInitializer<Channel> pipeline(Supplier<ChannelHandler> handler) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline()
                        .addLast(new LengthFieldBasedFrameDecoder(MAX_FRAME_BYTES, 0, LENGTH_BYTES), handler.get());
            }
        };
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
