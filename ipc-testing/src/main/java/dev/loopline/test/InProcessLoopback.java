package dev.loopline.test;

import dev.loopline.transport.Acceptor;
import dev.loopline.transport.Binding;
import dev.loopline.transport.TransportOptions;
import dev.loopline.transport.TransportProvider;
import dev.loopline.transport.TransportRuntime;
import dev.loopline.transport.inprocess.InProcessAddress;
import dev.loopline.transport.inprocess.InProcessTransportProvider;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The in-process transport under addresses that an endpoint can have. The ports are numbers that mean something in this
 * JVM alone; no socket has them. Any thread.
 */
final class InProcessLoopback implements TransportProvider {
    private static final int MAX_PORT = 65_535;
    private static final AtomicInteger PORTS = new AtomicInteger();

    private final TransportProvider inProcess = new InProcessTransportProvider();

    @Override
    public String name() {
        return "in-process-loopback";
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
        return new LoopbackRuntime(inProcess.open(options));
    }

    private static InProcessAddress named(SocketAddress address) {
        if (address instanceof InetSocketAddress socket
                && !socket.isUnresolved()
                && socket.getAddress().isLoopbackAddress()) {
            return InProcessAddress.of(socket.getAddress().getHostAddress() + " " + socket.getPort());
        }
        throw new IllegalArgumentException("address: " + address + " (expected: a loopback address)");
    }

    private record Bound(Binding binding, InetSocketAddress address) implements Binding {
        @Override
        public void close() {
            binding.close();
        }
    }

    private record LoopbackRuntime(TransportRuntime runtime) implements TransportRuntime {
        @Override
        public Binding bind(SocketAddress address, Acceptor acceptor) throws IOException {
            InetSocketAddress wanted = (InetSocketAddress) address;
            for (int attempt = 0; attempt < MAX_PORT; attempt++) {
                int port = wanted.getPort() != 0 ? wanted.getPort() : 1 + PORTS.getAndIncrement() % MAX_PORT;
                InetSocketAddress actual = new InetSocketAddress(wanted.getAddress(), port);
                try {
                    return new Bound(runtime.bind(named(actual), acceptor), actual);
                } catch (BindException e) {
                    if (wanted.getPort() != 0) {
                        throw e;
                    }
                }
            }
            throw new BindException("no port of " + MAX_PORT + " is free in this JVM");
        }

        @Override
        public CompletableFuture<Void> connect(SocketAddress address, Acceptor acceptor) {
            return runtime.connect(named(address), acceptor);
        }

        @Override
        public boolean ownsCurrentThread() {
            return runtime.ownsCurrentThread();
        }

        @Override
        public void close() {
            runtime.close();
        }
    }
}
