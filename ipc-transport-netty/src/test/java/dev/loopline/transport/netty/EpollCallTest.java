package dev.loopline.transport.netty;

import dev.loopline.transport.TransportProvider;

class EpollCallTest extends TcpCallContract {
    @Override
    protected TransportProvider provider() {
        return new EpollTransportProvider();
    }
}
