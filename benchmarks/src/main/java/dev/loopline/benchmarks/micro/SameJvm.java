package dev.loopline.benchmarks.micro;

import dev.loopline.transport.Acceptor;
import dev.loopline.transport.Binding;
import dev.loopline.transport.TransportOptions;
import dev.loopline.transport.TransportProvider;
import dev.loopline.transport.TransportRuntime;
import dev.loopline.transport.inprocess.InProcessAddress;
import dev.loopline.transport.inprocess.InProcessTransportProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The in-process transport under addresses that an endpoint can have. Its ports are numbers that no socket has. Any thread.
 */
final class SameJvm implements TransportProvider {
    private static final AtomicInteger LAST_PORT = new AtomicInteger();

    private final TransportProvider inProcess = new InProcessTransportProvider();

    @Override
    public String name() {
        return "same-jvm";
    }

    @Override
    public int priority() {
        return -1; // only for who asks for it
    }

    @Override
    public boolean supports(SocketAddress address) {
        return address instanceof InetSocketAddress;
    }

    @Override
    public TransportRuntime open(TransportOptions options) {
        return new Memory(inProcess.open(options));
    }

    private record Bound(Binding binding, InetSocketAddress address) implements Binding {
        @Override
        public void close() {
            binding.close();
        }
    }

    private record Memory(TransportRuntime runtime) implements TransportRuntime {
        @Override
        public Binding bind(SocketAddress address, Acceptor acceptor) throws IOException {
            InetSocketAddress wanted = (InetSocketAddress) address;
            int port = wanted.getPort() == 0 ? LAST_PORT.incrementAndGet() : wanted.getPort();
            InetSocketAddress actual = new InetSocketAddress(wanted.getAddress(), port);
            return new Bound(runtime.bind(named(actual), acceptor), actual);
        }

        @Override
        public CompletableFuture<Void> connect(SocketAddress address, Acceptor acceptor) {
            return runtime.connect(named((InetSocketAddress) address), acceptor);
        }

        @Override
        public boolean ownsCurrentThread() {
            return runtime.ownsCurrentThread();
        }

        @Override
        public void close() {
            runtime.close();
        }

        private static InProcessAddress named(InetSocketAddress address) {
            return InProcessAddress.of("benchmark " + address.getPort());
        }
    }
}
