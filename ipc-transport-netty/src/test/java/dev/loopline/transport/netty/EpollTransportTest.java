package dev.loopline.transport.netty;

import dev.loopline.transport.TransportProvider;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(strings = {"127.0.0.1", "::1"})
class EpollTransportTest extends TcpContract {
    EpollTransportTest(String host) {
        super(host);
    }

    @Override
    protected TransportProvider provider() {
        return new EpollTransportProvider();
    }
}
