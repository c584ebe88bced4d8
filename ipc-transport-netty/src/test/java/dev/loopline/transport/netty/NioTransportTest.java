package dev.loopline.transport.netty;

import dev.loopline.transport.TransportProvider;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(strings = {"127.0.0.1", "::1"})
class NioTransportTest extends TcpContract {
    NioTransportTest(String host) {
        super(host);
    }

    @Override
    protected TransportProvider provider() {
        return new NioTransportProvider();
    }
}
