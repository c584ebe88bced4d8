package dev.loopline.internal.transports;

import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.transport.TransportProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** The transports on the class path or module path. */
public final class Transports {
    /** Forces a provider by its name, for tests and to rule one out: {@code -Ddev.loopline.transport=tcp-nio}. */
    public static final String PROPERTY = "dev.loopline.transport";

    private Transports() {}

    /**
     * Finds the transport for an address.
     *
     * @param address of any kind
     * @return the best provider that supports it on this machine
     * @throws dev.loopline.StatusException if there is none
     */
    public static TransportProvider find(SocketAddress address) {
        String forced = System.getProperty(PROPERTY, "");
        return Installed.PROVIDERS.stream()
                .filter(provider -> provider.priority() >= 0 && provider.supports(address))
                .filter(provider -> forced.isEmpty() || provider.name().equals(forced))
                .max(Comparator.comparingInt(TransportProvider::priority))
                .orElseThrow(() -> new Status(
                                StatusCode.FAILED_PRECONDITION,
                                "NO_TRANSPORT",
                                "no transport for " + address.getClass().getSimpleName()
                                        + (forced.isEmpty() ? "" : " with -D" + PROPERTY + "=" + forced)
                                        + " (expected: the module ipc-transport-netty on the class path)",
                                Certainty.NOT_EXECUTED,
                                null)
                        .asException());
    }

    /**
     * Takes the provider that was asked for, or finds one.
     *
     * @param chosen {@code null} if none was asked for
     * @param address as {@link #find}
     * @return the provider
     * @throws dev.loopline.StatusException as {@link #find}
     */
    public static TransportProvider chosenOr(@Nullable TransportProvider chosen, SocketAddress address) {
        return chosen == null ? find(address) : chosen;
    }

    /**
     * Checks a provider that servers and clients are to use.
     *
     * @param provider any
     * @return the same
     * @throws IllegalArgumentException if an endpoint cannot have its addresses
     */
    public static TransportProvider requireLoopback(TransportProvider provider) {
        if (!provider.supports(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            throw new IllegalArgumentException("transport: " + provider.name()
                    + " (expected: one that supports loopback socket addresses, which is what endpoints have)");
        }
        return provider;
    }

    /** Looked up once: it costs milliseconds, and what is on the path does not change. */
    private static final class Installed {
        private static final List<TransportProvider> PROVIDERS =
                ServiceLoader.load(TransportProvider.class, Transports.class.getClassLoader()).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList();
    }
}
