package dev.loopline.transport.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Says in a line that connections could not be accepted, as when the process has no file descriptors left. Netty's own
 * handler before it has paused for a second then; without this one Netty would log each of them with its stack trace.
 */
final class AcceptFailures extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        TcpTransport.LOG.warn(
                "{} cannot accept a connection, it tries again in a second: {}",
                LoopbackAddress.text(ctx.channel().localAddress()),
                cause.toString());
    }
}
