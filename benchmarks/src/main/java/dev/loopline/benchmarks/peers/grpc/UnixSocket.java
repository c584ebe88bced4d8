package dev.loopline.benchmarks.peers.grpc;

import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import java.nio.file.Path;

/** grpc-java over a Unix socket, as its documentation of the two builders says. Any thread. */
final class UnixSocket {
    private UnixSocket() {}

    static NettyServerBuilder server(Path directory) {
        return NettyServerBuilder.forAddress(address(directory))
                .channelType(EpollServerDomainSocketChannel.class)
                .bossEventLoopGroup(new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()))
                .workerEventLoopGroup(new MultiThreadIoEventLoopGroup(EpollIoHandler.newFactory()));
    }

    static NettyChannelBuilder channel(Path directory) {
        return NettyChannelBuilder.forAddress(address(directory))
                .channelType(EpollDomainSocketChannel.class)
                .eventLoopGroup(new MultiThreadIoEventLoopGroup(EpollIoHandler.newFactory()));
    }

    private static DomainSocketAddress address(Path directory) {
        return new DomainSocketAddress(directory.resolve("grpc.socket").toFile());
    }
}
