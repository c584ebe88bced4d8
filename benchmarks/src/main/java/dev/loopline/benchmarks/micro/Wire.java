package dev.loopline.benchmarks.micro;

import dev.loopline.transport.TransportProvider;
import java.util.ServiceLoader;

/** What carries the bytes between client and server. Any thread. */
public enum Wire {
    /** The memory of one JVM: the engine without sockets. */
    IN_PROCESS {
        @Override
        TransportProvider provider() {
            return new SameJvm();
        }
    },

    /** TCP by the JDK's own channels. */
    NIO {
        @Override
        TransportProvider provider() {
            return installed("tcp-nio");
        }
    },

    /** TCP by Linux's epoll, called natively. */
    EPOLL {
        @Override
        TransportProvider provider() {
            return installed("tcp-epoll");
        }
    };

    abstract TransportProvider provider();

    private static TransportProvider installed(String name) {
        return ServiceLoader.load(TransportProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals(name) && provider.priority() >= 0)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("transport: " + name
                        + " (expected: one that works here); choose another with -p transport=NIO"));
    }
}
