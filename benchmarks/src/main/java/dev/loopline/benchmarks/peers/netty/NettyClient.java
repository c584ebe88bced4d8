package dev.loopline.benchmarks.peers.netty;

import dev.loopline.benchmarks.load.Bytes;
import dev.loopline.benchmarks.load.Caller;
import dev.loopline.benchmarks.load.Client;
import dev.loopline.benchmarks.load.Pipeline;
import dev.loopline.benchmarks.load.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/** Frames over one connection; what one read brings is answered with one write. For one thread; sends on any. */
final class NettyClient implements Client {
    private final Loops loops;
    private final Replies replies = new Replies();
    private final Channel channel;

    NettyClient(Loops loops, int port) {
        this.loops = loops;
        this.channel = loops.connect(port, replies);
    }

    @Override
    public Caller caller(int bytes) {
        Pipeline pipeline = pipeline(bytes);
        Semaphore back = new Semaphore(0);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Reply reply = new Reply() {
            @Override
            public void arrived() {
                back.release();
            }

            @Override
            public void failed(Throwable cause) {
                failure.set(cause);
                back.release();
            }
        };
        return () -> {
            pipeline.send(reply);
            back.acquire();
            if (failure.get() != null) {
                throw new IllegalStateException("a frame did not come back", failure.get());
            }
        };
    }

    @Override
    public Pipeline pipeline(int bytes) {
        byte[] payload = Bytes.of(bytes);
        return reply -> {
            if (channel.eventLoop().inEventLoop()) {
                write(payload, reply); // flushed when all of the read is answered
            } else {
                channel.eventLoop().execute(() -> {
                    write(payload, reply);
                    channel.flush();
                });
            }
        };
    }

    private void write(byte[] payload, Reply reply) {
        replies.expected.add(reply);
        replies.payloadBytes = payload.length;
        ByteBuf frame = channel.alloc().directBuffer(Loops.LENGTH_BYTES + payload.length);
        ChannelFuture unused = channel.write(frame.writeInt(payload.length).writeBytes(payload), channel.voidPromise());
    }

    @Override
    public void close() {
        loops.close();
    }

    /** They come in the order in which they were asked for. Event loop only. */
    private static final class Replies extends ChannelInboundHandlerAdapter {
        private final ArrayDeque<Reply> expected = new ArrayDeque<>();
        private int payloadBytes; // the same for all that are under way

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf frame = (ByteBuf) message;
            Reply reply = expected.remove();
            try {
                int bytes = frame.readableBytes() - Loops.LENGTH_BYTES;
                Bytes.check(bytes, frame.getByte(frame.writerIndex() - 1), payloadBytes);
            } catch (IllegalStateException e) {
                reply.failed(e);
                return;
            } finally {
                frame.release();
            }
            reply.arrived();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            ctx.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            expected.forEach(reply -> reply.failed(cause));
            expected.clear();
        }
    }
}
