package dev.loopline.endpoint;

import dev.loopline.StatusException;
import dev.loopline.internal.endpoint.ProcFs.Presence;
import dev.loopline.internal.endpoint.ProcessName;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A name whose lock this process holds.
 *
 * <p>The file is replaced or deleted only while the lock is held and only if it is what was published here. The lock may
 * be lost while this is open, if somebody deletes its file; it is then taken again before anything is written, unless
 * another server was faster.
 */
final class HeldClaim implements EndpointClaim {
    private static final Logger LOG = LoggerFactory.getLogger(HeldClaim.class);
    // For a server that is starting or stopping, or "ipc prune" at work: they hold a lock for moments.
    private static final int MAX_WAITS = 20;
    private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final EndpointStore store;
    private final EndpointName name;
    private @Nullable NameLock lock; // guarded by this; null while it is lost
    private @Nullable Endpoint published; // guarded by this
    private boolean closed; // guarded by this

    private HeldClaim(EndpointStore store, EndpointName name, NameLock lock) {
        this.store = store;
        this.name = name;
        this.lock = lock;
    }

    static HeldClaim take(EndpointStore store, EndpointName name) {
        HeldClaim claim = new HeldClaim(store, name, lock(store, name));
        try {
            claim.inspectFormer();
            store.deleteLeftovers(name);
            return claim;
        } catch (StatusException e) {
            claim.close();
            throw e;
        }
    }

    private static NameLock lock(EndpointStore store, EndpointName name) {
        NameLock lock = store.lock(name);
        for (int i = 0; lock == null; i++) {
            String holder = holder(store, name);
            if (holder != null || i == MAX_WAITS) {
                throw EndpointFailure.inUse(name, holder == null ? "a server that is starting or stopping" : holder);
            }
            LockSupport.parkNanos(WAIT_NANOS);
            lock = store.lock(name);
        }
        return lock;
    }

    private static @Nullable String holder(EndpointStore store, EndpointName name) {
        try {
            Endpoint endpoint = store.read(name);
            if (Liveness.faultOf(endpoint, store.pathOf(name), ProcessIdentity.current()) == null) {
                return ProcessName.of(endpoint.process().pid());
            }
        } catch (StatusException e) {
            LOG.debug("{}: the holder of the lock is not known", name, e);
        }
        return null;
    }

    // The lock says that the former server is gone. What contradicts that is not overwritten.
    private void inspectFormer() {
        ProcessIdentity self = ProcessIdentity.current();
        try {
            ProcessIdentity process = store.read(name).process();
            if (process.pid() != self.pid() && Liveness.presence(process, self) == Presence.SAME) {
                throw EndpointFailure.inUse(
                        name, ProcessName.of(process.pid()) + ", which runs although it has lost its lock");
            }
        } catch (StatusException e) {
            switch (e.reason()) {
                case EndpointFailure.NOT_FOUND -> LOG.trace("{}: never published, or withdrawn", name);
                case EndpointFailure.INVALID, EndpointFailure.UNSUPPORTED ->
                    LOG.warn("{}: will be replaced: {}", name, e.getMessage());
                default -> throw e;
            }
        }
    }

    @Override
    public EndpointName name() {
        return name;
    }

    @Override
    public synchronized void publish(Endpoint endpoint) {
        if (!endpoint.name().equals(name)) {
            throw new IllegalArgumentException("endpoint name: " + endpoint.name() + " (expected: " + name + ")");
        }
        if (closed) {
            throw new IllegalStateException("claim of " + name + ": closed (expected: open)");
        }
        requireLock();
        Endpoint former = published;
        if (former != null) {
            requireOwnOrMissing(former);
        }
        write(endpoint);
    }

    @Override
    public synchronized boolean restore() {
        Endpoint own = published;
        if (own == null || closed) {
            return false;
        }
        requireLock();
        Endpoint found = requireOwnOrMissing(own);
        if (own.equals(found)) {
            return false;
        }
        write(own);
        LOG.warn("{}: written again, it {}", store.pathOf(name), found == null ? "was gone" : "was an older version");
        return true;
    }

    private void write(Endpoint endpoint) {
        Endpoint former = published;
        Liveness.publishedHere(endpoint.id());
        try {
            store.write(endpoint);
        } catch (StatusException e) {
            if (former == null || !endpoint.id().equals(former.id())) {
                Liveness.withdrawnHere(endpoint.id());
            }
            throw e;
        }
        if (former != null && !former.id().equals(endpoint.id())) {
            Liveness.withdrawnHere(former.id());
        }
        published = endpoint;
    }

    /** Takes the lock again if its file, or the whole directory, was deleted. */
    private void requireLock() {
        NameLock held = lock;
        if (held != null && store.isInPlace(held, name)) {
            return;
        }
        if (held != null) {
            LOG.warn("{}: its lock file was deleted or replaced; taking the lock again", store.pathOf(name));
            unlock(held);
        }
        lock = store.lock(name);
        // Another server that starts has it for a moment, and gives way when it finds this one alive.
        for (int i = 0; lock == null && i < MAX_WAITS; i++) {
            LockSupport.parkNanos(WAIT_NANOS);
            lock = store.lock(name);
        }
        if (lock == null) {
            throw EndpointFailure.replaced(
                    store.pathOf(name),
                    "its lock file was deleted, and another server has the lock now (expected: this process)");
        }
    }

    private void unlock(NameLock held) {
        lock = null;
        try {
            held.close();
        } catch (IOException e) {
            throw EndpointFailure.io("unlock", store.pathOf(name), e);
        }
    }

    /** {@return what is published, {@code null} if nothing is; anything that is not this server's is an error} */
    private @Nullable Endpoint requireOwnOrMissing(Endpoint own) {
        try {
            Endpoint found = store.read(name);
            if (found.id().equals(own.id())) {
                return found;
            }
            throw EndpointFailure.replaced(
                    store.pathOf(name),
                    "endpoint id " + found.id() + " (expected: " + own.id() + ", published by this process)");
        } catch (StatusException e) {
            return switch (e.reason()) {
                case EndpointFailure.NOT_FOUND -> null;
                // Of the file: the directory was fit a moment ago.
                case EndpointFailure.UNSAFE, EndpointFailure.INVALID, EndpointFailure.UNSUPPORTED ->
                    throw EndpointFailure.replaced(
                            store.pathOf(name),
                            "not what this process published there: "
                                    + e.status().message());
                default -> throw e;
            };
        }
    }

    @Override
    public synchronized void withdraw() {
        Endpoint own = published;
        if (own == null) {
            return;
        }
        published = null;
        try {
            if (requireOwnOrMissing(own) != null) {
                requireLock();
                requireOwnOrMissing(own);
                store.delete(name);
            }
        } catch (StatusException e) {
            if (!e.reason().equals(EndpointFailure.REPLACED)) {
                throw e;
            }
            LOG.warn("not deleted: {}", e.status().message());
        } finally {
            Liveness.withdrawnHere(own.id());
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            withdraw();
        } finally {
            NameLock held = lock;
            if (held != null) {
                unlock(held);
            }
        }
    }
}
