package dev.loopline.benchmarks.peers.grpc;

import dev.loopline.benchmarks.load.Client;
import dev.loopline.benchmarks.load.Server;
import dev.loopline.benchmarks.peers.Peer;
import dev.loopline.benchmarks.peers.Versions;
import dev.loopline.benchmarks.report.Contender;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * grpc-java with its own Netty and the same protobuf messages. Method descriptors are written by hand as its generator
 * would, with its own marshaller.
 *
 * <p><b>Threading:</b> any thread.
 */
public enum GrpcPeer implements Peer {
    /** Handlers and observers on its event loops, which is the fast way for code that does not block. */
    DIRECT("grpc-java, direct", "TCP, directExecutor() on both sides"),

    /** As it is when nobody sets anything: handlers and observers on threads of a cached pool. */
    DEFAULT("grpc-java", "TCP, default executors on both sides"),

    /** Over a Unix socket, for information. */
    UNIX("grpc-java, unix", "Unix socket, directExecutor() on both sides") {
        @Override
        NettyServerBuilder builder(Path directory) {
            return UnixSocket.server(directory);
        }

        @Override
        NettyChannelBuilder builder(Path directory, int port) {
            return UnixSocket.channel(directory);
        }

        @Override
        public String missing() {
            return Epoll.isAvailable()
                    ? ""
                    : "grpc-java, unix: left out, since its Netty has Unix sockets with epoll only";
        }
    };

    private final String title;
    private final String settings;

    GrpcPeer(String title, String settings) {
        this.title = title;
        this.settings = settings;
    }

    @Override
    public Contender contender() {
        return new Contender(
                title,
                Versions.of("grpc-java"),
                "netty-shaded (" + (Epoll.isAvailable() ? "epoll" : "nio") + "), plaintext, " + settings,
                Contender.Role.PEER);
    }

    @Override
    public Server serve(Path directory) throws IOException {
        return new GrpcServer(this, directory);
    }

    @Override
    public Client connect(Path directory, int port) {
        return new GrpcClient(this, directory, port);
    }

    NettyServerBuilder server(Path directory) {
        NettyServerBuilder builder = builder(directory);
        return this == DEFAULT ? builder : builder.directExecutor();
    }

    NettyChannelBuilder channel(Path directory, int port) {
        NettyChannelBuilder builder = builder(directory, port).usePlaintext();
        return this == DEFAULT ? builder : builder.directExecutor();
    }

    NettyServerBuilder builder(Path directory) {
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    NettyChannelBuilder builder(Path directory, int port) {
        return NettyChannelBuilder.forAddress("127.0.0.1", port);
    }
}
