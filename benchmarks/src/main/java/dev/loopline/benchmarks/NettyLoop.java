package dev.loopline.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.HdrHistogram.Histogram;

/** Frames sent with Netty alone; what one read brings is answered with one write. */
final class NettyLoop extends ClosedLoop {
    private final byte[] payload = Payload.bytes();
    private final ByteBuf expected = Unpooled.wrappedBuffer(payload);
    private final NettyLoops loops = new NettyLoops();
    private final Channel channel;

    NettyLoop(Histogram nanos, int port) {
        super(nanos);
        channel = loops.connect(port, new Receiver());
    }

    @Override
    void send() {
        ByteBuf frame = channel.alloc().directBuffer(NettyLoops.LENGTH_BYTES + payload.length);
        ChannelFuture unused = channel.write(frame.writeInt(payload.length).writeBytes(payload), channel.voidPromise());
    }

    @Override
    void begin(int messages) {
        channel.eventLoop().execute(() -> {
            for (int i = 0; i < messages; i++) {
                send();
            }
            channel.flush();
        });
    }

    @Override
    public void close() {
        loops.close();
    }

    private final class Receiver extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf frame = (ByteBuf) message;
            int from = frame.readerIndex() + NettyLoops.LENGTH_BYTES;
            boolean same = frame.readableBytes() == NettyLoops.LENGTH_BYTES + payload.length
                    && ByteBufUtil.equals(frame, from, expected, 0, payload.length);
            frame.release();
            if (same) {
                arrived();
            } else {
                failed(new IllegalStateException("frame: not what was sent"));
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            ctx.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            failed(cause);
        }
    }
}
