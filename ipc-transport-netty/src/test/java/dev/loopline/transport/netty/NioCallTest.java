package dev.loopline.transport.netty;

import dev.loopline.transport.TransportProvider;

class NioCallTest extends TcpCallContract {
    @Override
    protected TransportProvider provider() {
        return new NioTransportProvider();
    }
}
