package dev.loopline.transport.netty;

import dev.loopline.transport.TransportProvider;

class EpollStreamTest extends TcpStreamContract {
    @Override
    protected TransportProvider provider() {
        return new EpollTransportProvider();
    }
}
