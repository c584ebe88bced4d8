import org.jspecify.annotations.NullMarked;

/** Loopback TCP for Loopline by Netty. Nothing in it is called by name: {@link java.util.ServiceLoader} finds it. */
@NullMarked
module dev.loopline.transport.netty {
    requires dev.loopline;
    requires io.netty.buffer;
    requires io.netty.common;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires static org.jspecify;
    requires org.slf4j;

    provides dev.loopline.transport.TransportProvider with
            dev.loopline.transport.netty.EpollTransportProvider,
            dev.loopline.transport.netty.NioTransportProvider;
}
