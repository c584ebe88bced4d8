package dev.loopline.transport.netty;

import dev.loopline.transport.Acceptor;
import dev.loopline.transport.Binding;
import dev.loopline.transport.TransportOptions;
import dev.loopline.transport.TransportRuntime;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The listening sockets and connections of one server or client, on event loops that others may share. */
final class TcpRuntime implements TransportRuntime {
    private static final int CONNECT_MILLIS = 5_000;

    // A connection keeps its buffers, so there is little to pool; and Netty's pools have the JVM's Flight Recorder
    // start with the
    // first buffer, which takes 100 to 300 ms of the first connection.
    private static final ByteBufAllocator BUFFERS = UnpooledByteBufAllocator.DEFAULT;

    private final ChannelFactory<? extends ServerChannel> listening;
    private final ChannelFactory<? extends SocketChannel> connecting;
    private final WriteBufferWaterMark waterMark;
    private final Loops loops;
    private final Connections connections;
    private volatile boolean closed;
    private final Set<TcpBinding> bindings = ConcurrentHashMap.newKeySet();
    private final Set<ConnectionHandler> attempts = ConcurrentHashMap.newKeySet();

    TcpRuntime(
            TransportOptions options,
            Loops loops,
            ChannelFactory<? extends ServerChannel> listening,
            ChannelFactory<? extends SocketChannel> connecting) {
        this.listening = listening;
        this.connecting = connecting;
        // Netty says "writable" only after "not writable", which begins above the upper mark. The SPI's promise counts
        // from the low mark on, so both are that; the refusal at the high mark is TcpTransport's own.
        this.waterMark = new WriteBufferWaterMark(options.lowWaterBytes(), options.lowWaterBytes());
        this.connections = new Connections(options);
        this.loops = loops;
    }

    @Override
    public Binding bind(SocketAddress address, Acceptor acceptor) throws IOException {
        InetSocketAddress loopback = LoopbackAddress.toBind(address);
        refuseOwnThread("bind()");
        if (closed) {
            throw new IOException(LoopbackAddress.text(loopback) + ": this transport is closed");
        }
        ChannelInitializer<Channel> accepted = new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new ConnectionHandler(connections, acceptor, null));
            }
        };
        // SO_REUSEADDR is as Java has it on every system: on for listening sockets on Unix, left alone on Windows.
        ChannelFuture bound = new ServerBootstrap()
                .group(loops.listening())
                .channelFactory(listening)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, BUFFERS)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, LoopBuffers.READS)
                .childHandler(accepted)
                .bind(loopback)
                .awaitUninterruptibly();
        Throwable failure = bound.cause();
        if (failure instanceof IOException) {
            throw (BindException)
                    new BindException(LoopbackAddress.text(loopback) + ": " + failure.getMessage()).initCause(failure);
        }
        if (failure != null) {
            throw new IOException(LoopbackAddress.text(loopback) + ": cannot listen", failure);
        }
        bound.channel().pipeline().addLast(new AcceptFailures()); // behind Netty's own, which pauses
        TcpBinding binding = new TcpBinding(bound.channel(), this);
        bindings.add(binding);
        return binding;
    }

    void forget(TcpBinding binding) {
        bindings.remove(binding);
    }

    @Override
    public CompletableFuture<Void> connect(SocketAddress address, Acceptor acceptor) {
        InetSocketAddress loopback = LoopbackAddress.toConnect(address);
        CompletableFuture<Void> connected = new CompletableFuture<>();
        ConnectionHandler handler = new ConnectionHandler(connections, acceptor, connected);
        if (closed) {
            handler.giveUp(new ConnectException(LoopbackAddress.text(loopback) + ": this transport is closed"));
            return connected;
        }
        attempts.add(handler);
        ChannelFuture attempt = new Bootstrap()
                .group(loops.connecting())
                .channelFactory(connecting)
                .disableResolver()
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOCATOR, BUFFERS)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark)
                .option(ChannelOption.RECVBUF_ALLOCATOR, LoopBuffers.READS)
                .handler(handler)
                .connect(loopback);
        attempt.addListener(done -> {
            if (!done.isSuccess()) {
                handler.giveUp(done.cause());
            }
        });
        CompletableFuture<Void> unusedEnd = connected.whenComplete((nothing, failure) -> {
            attempts.remove(handler);
            if (failure != null) {
                ChannelFuture unused = attempt.channel().close(); // however far it has come
            }
        });
        if (closed) { // meanwhile
            giveUpAttempts();
        }
        return connected;
    }

    private void giveUpAttempts() {
        attempts.forEach(attempt -> attempt.giveUp(new ConnectException(this + ": this transport is closed")));
    }

    @Override
    public boolean ownsCurrentThread() {
        return loops.ownCurrentThread();
    }

    @Override
    public void close() {
        refuseOwnThread("close()");
        boolean first;
        synchronized (this) {
            first = !closed;
            closed = true;
        }
        bindings.forEach(TcpBinding::close);
        giveUpAttempts();
        connections.close();
        if (first) {
            loops.release();
        }
    }

    private void refuseOwnThread(String method) {
        if (ownsCurrentThread()) {
            throw new IllegalStateException(
                    method + " on " + Thread.currentThread().getName() + " (expected: a thread that may wait)");
        }
    }

    @Override
    public String toString() {
        return connections.options().threadName();
    }
}
