package dev.loopline.benchmarks;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.LongAdder;

/** Netty alone: sends each frame back as it came, and writes once per read. Any thread. */
final class NettyServer implements EchoServer {
    private final LongAdder calls = new LongAdder();
    private final NettyLoops loops = new NettyLoops();
    private final Channel listening = loops.listen(Echo::new);

    @Override
    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    @Override
    public long calls() {
        return calls.sum();
    }

    @Override
    public void close() {
        loops.close();
    }

    private final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object frame) {
            calls.increment();
            ChannelFuture unused = ctx.write(frame, ctx.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            ctx.flush();
        }
    }
}
