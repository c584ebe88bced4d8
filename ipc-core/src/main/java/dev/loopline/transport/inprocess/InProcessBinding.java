package dev.loopline.transport.inprocess;

import dev.loopline.transport.Acceptor;
import dev.loopline.transport.Binding;
import java.net.BindException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** A name at which a runtime accepts connections. */
final class InProcessBinding implements Binding {
    private static final int MAX_BINDINGS = 4_096;
    private static final ConcurrentMap<InProcessAddress, InProcessBinding> ALL = new ConcurrentHashMap<>();

    private final InProcessAddress address;
    private final InProcessRuntime runtime;
    private final Acceptor acceptor;

    private InProcessBinding(InProcessAddress address, InProcessRuntime runtime, Acceptor acceptor) {
        this.address = address;
        this.runtime = runtime;
        this.acceptor = acceptor;
    }

    static InProcessBinding make(InProcessAddress address, InProcessRuntime runtime, Acceptor acceptor)
            throws BindException {
        if (ALL.size() >= MAX_BINDINGS) {
            throw new BindException(address + ": " + ALL.size() + " names are bound (expected: < " + MAX_BINDINGS
                    + "); close bindings that are not needed");
        }
        InProcessBinding binding = new InProcessBinding(address, runtime, acceptor);
        if (ALL.putIfAbsent(address, binding) != null) {
            throw new BindException(address + ": name in use (expected: a free one); close the other binding first");
        }
        return binding;
    }

    static @Nullable InProcessBinding find(InProcessAddress address) {
        return ALL.get(address);
    }

    InProcessRuntime runtime() {
        return runtime;
    }

    Acceptor acceptor() {
        return acceptor;
    }

    @Override
    public InProcessAddress address() {
        return address;
    }

    @Override
    public void close() {
        ALL.remove(address, this);
        runtime.forget(this);
    }
}
