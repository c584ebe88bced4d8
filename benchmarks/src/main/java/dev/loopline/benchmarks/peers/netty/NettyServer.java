package dev.loopline.benchmarks.peers.netty;

import dev.loopline.benchmarks.load.Server;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;

/** Sends each frame back as it came, and writes once per read. Any thread. */
final class NettyServer implements Server {
    private final Loops loops;
    private final Channel listening;

    NettyServer(Loops loops) {
        this.loops = loops;
        this.listening = loops.listen(Echo::new);
    }

    @Override
    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    @Override
    public void close() {
        loops.close();
    }

    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object frame) {
            ChannelFuture unused = ctx.write(frame, ctx.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            ctx.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ChannelFuture unused = ctx.close(); // the client has gone
        }
    }
}
