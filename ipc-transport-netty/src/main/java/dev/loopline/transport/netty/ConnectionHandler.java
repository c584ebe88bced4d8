package dev.loopline.transport.netty;

import static java.util.Objects.requireNonNull;

import dev.loopline.transport.Acceptor;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The only handler in the pipeline of a connection: it turns the channel's events into those of a transport. */
final class ConnectionHandler extends ChannelInboundHandlerAdapter {
    private final Connections connections;
    private final Acceptor acceptor;
    private final @Nullable CompletableFuture<Void> connected; // null at the accepting end
    private @Nullable TcpTransport transport;

    ConnectionHandler(Connections connections, Acceptor acceptor, @Nullable CompletableFuture<Void> connected) {
        this.connections = connections;
        this.acceptor = acceptor;
        this.connected = connected;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        TcpTransport opened = new TcpTransport(ctx.channel(), connections.options());
        Throwable failure = open(opened);
        if (failure != null) {
            opened.abort();
        }
        if (connected == null) {
            return;
        }
        if (failure != null) {
            giveUp(failure);
        } else if (!connected.complete(null)) {
            opened.abort(); // cancelled meanwhile
        }
    }

    /** Reports that the connection asked for will not be there. Any thread. */
    void giveUp(Throwable cause) {
        requireNonNull(connected)
                .completeExceptionally(
                        cause instanceof IOException ? cause : new IOException("the connection was not made", cause));
    }

    private @Nullable Throwable open(TcpTransport opened) {
        if (connected != null && opened.localAddress().equals(opened.remoteAddress())) {
            return new ConnectException(opened + ": connected to itself, nobody listens there");
        }
        if (!connections.add(opened)) {
            return new ConnectException(opened + ": this transport is closed");
        }
        transport = opened;
        try {
            opened.open(acceptor);
        } catch (Throwable e) {
            TcpTransport.LOG.warn("{} breaks: it could not be taken", opened, e);
            return e;
        }
        return opened.failure();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            if (transport != null) {
                transport.read(bytes);
            }
        } finally {
            bytes.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (transport != null) {
            transport.endBatch();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (transport != null) {
            transport.tellWhenWritable();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Channel channel = ctx.channel();
        if (transport == null) {
            ChannelFuture unused = ctx.close();
        } else if (channel.isOpen() || !(cause instanceof ClosedChannelException)) { // else a write that came too late
            transport.fail(cause);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (transport != null) {
            connections.remove(requireNonNull(transport));
            transport.end();
        }
    }
}
