package dev.loopline.transport.netty;

import dev.loopline.transport.Binding;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.Future;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listening socket. */
final class TcpBinding implements Binding {
    private static final Logger LOG = LoggerFactory.getLogger(TcpBinding.class);
    private static final long FREE_MILLIS = 5_000;

    private final Channel channel;
    private final TcpRuntime runtime;
    private final SocketAddress address;
    private final CompletableFuture<Boolean> free = new CompletableFuture<>();

    TcpBinding(Channel channel, TcpRuntime runtime) {
        this.channel = channel;
        this.runtime = runtime;
        this.address = channel.localAddress();
        channel.closeFuture().addListener(closed -> freeAfterNextSelect());
    }

    /**
     * The JDK gives the socket back only when the selector that it was registered with selects again. A timer that is
     * set on the event loop runs after that, however short it is.
     */
    private void freeAfterNextSelect() {
        if (channel.eventLoop().isShuttingDown()) {
            free.complete(true); // and waits for its threads
        } else {
            Future<?> unused = channel.eventLoop().schedule(() -> free.complete(true), 0, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public SocketAddress address() {
        return address;
    }

    /** Does not wait if called on one of the runtime's own threads, which must not. */
    @Override
    public void close() {
        ChannelFuture unused = channel.close();
        runtime.forget(this);
        if (!runtime.ownsCurrentThread()
                && !free.completeOnTimeout(false, FREE_MILLIS, TimeUnit.MILLISECONDS)
                        .join()) {
            LOG.warn("{} is not free after {} ms; a callback blocks", LoopbackAddress.text(address), FREE_MILLIS);
        }
    }
}
