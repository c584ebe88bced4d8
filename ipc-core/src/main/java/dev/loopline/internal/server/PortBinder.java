package dev.loopline.internal.server;

import dev.loopline.Certainty;
import dev.loopline.Loopback;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.endpoint.PortPolicy;
import dev.loopline.internal.endpoint.NoLoopback;
import dev.loopline.internal.endpoint.PortHolder;
import dev.loopline.internal.engine.Logs;
import dev.loopline.transport.Acceptor;
import dev.loopline.transport.Binding;
import dev.loopline.transport.TransportRuntime;
import java.io.IOException;
import java.io.Serial;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds a port and listens on it. A port is never probed and given back: the binding that succeeds is the one that is
 * used.
 *
 * <p>For one thread.
 */
final class PortBinder {
    /** Ports tried until one is free on both addresses. */
    private static final int PAIR_ATTEMPTS = 32;

    private final TransportRuntime runtime;
    private final Acceptor acceptor;
    private final Loopback loopback;
    private List<InetAddress> hosts;

    PortBinder(TransportRuntime runtime, Acceptor acceptor, Loopback loopback) {
        this.runtime = runtime;
        this.acceptor = acceptor;
        this.loopback = loopback;
        this.hosts = hosts(loopback);
    }

    static List<InetAddress> hosts(Loopback loopback) {
        InetAddress v4 = literal(new byte[] {127, 0, 0, 1});
        InetAddress v6 = literal(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
        return switch (loopback) {
            case ANY, IPV4 -> List.of(v4);
            case IPV6 -> List.of(v6);
            case BOTH -> List.of(v4, v6);
        };
    }

    /**
     * Listens.
     *
     * @return one binding for each address, all with one port
     * @throws StatusException if no port can be had; the message says who holds it, where the system lets us see that
     */
    List<Binding> bind(PortPolicy policy) {
        try {
            return bindOnHosts(policy);
        } catch (StatusException e) {
            if (loopback != Loopback.ANY || !e.reason().equals(NoLoopback.REASON)) {
                throw e;
            }
            hosts = hosts(Loopback.IPV6);
            return bindOnHosts(policy);
        }
    }

    private List<Binding> bindOnHosts(PortPolicy policy) {
        if (policy instanceof PortPolicy.Fixed fixed) {
            return bindFixed(fixed.port());
        }
        if (policy instanceof PortPolicy.Range range) {
            return bindRange(range);
        }
        if (policy instanceof PortPolicy.Preferred preferred) {
            try {
                return bindAll(preferred.port());
            } catch (IOException e) {
                Logs.ENGINE.info("preferred port {}: {}; the kernel chooses another", preferred.port(), whyNot(e));
            }
        }
        return bindKernelChosen();
    }

    private List<Binding> bindFixed(int port) {
        try {
            return bindAll(port);
        } catch (IOException e) {
            throw failure(
                    "port: " + port + " cannot be had: " + whyNot(e)
                            + "; end that process, or ask for another port or a preferred one",
                    e);
        }
    }

    private List<Binding> bindRange(PortPolicy.Range range) {
        IOException last = new BindException("no port tried");
        for (int port = range.first(); port <= range.last(); port++) {
            try {
                return bindAll(port);
            } catch (IOException e) {
                last = e;
            }
        }
        throw failure(
                "ports: none of " + range.first() + ".." + range.last() + " can be had, the last one because "
                        + whyNot(last) + "; widen the range",
                last);
    }

    private List<Binding> bindKernelChosen() {
        IOException last = new BindException("no port tried");
        for (int attempt = 0; attempt < PAIR_ATTEMPTS; attempt++) {
            try {
                return bindAll(0);
            } catch (IOException e) {
                last = e;
                if (hosts.size() == 1 || !(e instanceof BindException)) {
                    break;
                }
            }
        }
        throw failure("port: none can be had on " + hosts + ": " + last.getMessage(), last);
    }

    private List<Binding> bindAll(int wanted) throws IOException {
        List<Binding> bindings = new ArrayList<>();
        int port = wanted;
        try {
            for (InetAddress host : hosts) {
                Binding binding = bind(new InetSocketAddress(host, port));
                bindings.add(binding);
                port = ((InetSocketAddress) binding.address()).getPort();
            }
            return bindings;
        } catch (IOException | StatusException e) {
            bindings.forEach(Binding::close);
            throw e;
        }
    }

    private Binding bind(InetSocketAddress address) throws IOException {
        InetAddress host = address.getAddress();
        try {
            Binding binding = runtime.bind(address, acceptor);
            // Linux lets 127.0.0.1 be bound while the interface is down; nobody could connect.
            if (host instanceof Inet4Address && !NoLoopback.isThere(host)) {
                binding.close();
                throw NoLoopback.toListen(loopback, host, null);
            }
            return binding;
        } catch (IOException e) {
            if (!NoLoopback.isThere(host)) {
                throw NoLoopback.toListen(loopback, host, e);
            }
            throw e instanceof BindException taken ? new TakenException(address, taken) : e;
        }
    }

    private static String whyNot(IOException cause) {
        return cause instanceof TakenException taken
                ? PortHolder.describe(taken.address)
                : String.valueOf(cause.getMessage());
    }

    /** Says which of two addresses could not be had; who has it is looked up only for a message. */
    private static final class TakenException extends BindException {
        @Serial
        private static final long serialVersionUID = 1L;

        private final InetSocketAddress address;

        TakenException(InetSocketAddress address, BindException cause) {
            super(cause.getMessage());
            this.address = address;
            initCause(cause);
        }
    }

    private static StatusException failure(String message, IOException cause) {
        return new Status(StatusCode.UNAVAILABLE, "PORT_UNAVAILABLE", message, Certainty.NOT_EXECUTED, cause)
                .asException()
                .withCallerTrace();
    }

    private static InetAddress literal(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("loopback address of " + address.length + " bytes (expected: 4 or 16)", e);
        }
    }
}
