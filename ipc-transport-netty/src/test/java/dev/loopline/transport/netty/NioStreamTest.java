package dev.loopline.transport.netty;

import dev.loopline.transport.TransportProvider;

class NioStreamTest extends TcpStreamContract {
    @Override
    protected TransportProvider provider() {
        return new NioTransportProvider();
    }
}
