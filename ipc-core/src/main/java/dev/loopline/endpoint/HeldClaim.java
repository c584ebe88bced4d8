package dev.loopline.endpoint;

import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.internal.endpoint.ProcFs.Presence;
import dev.loopline.internal.endpoint.ProcessName;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A name whose lock this process holds. */
final class HeldClaim implements EndpointClaim {
    private static final Logger LOG = LoggerFactory.getLogger(HeldClaim.class);

    private final EndpointStore store;
    private final EndpointName name;
    private final NameLock lock;
    private @Nullable EndpointId published; // guarded by this
    private boolean closed; // guarded by this

    private HeldClaim(EndpointStore store, EndpointName name, NameLock lock) {
        this.store = store;
        this.name = name;
        this.lock = lock;
    }

    static HeldClaim take(EndpointStore store, EndpointName name) {
        NameLock lock = store.lock(name);
        if (lock == null) {
            throw EndpointFailure.inUse(name, holder(store, name));
        }
        HeldClaim claim = new HeldClaim(store, name, lock);
        try {
            claim.inspectFormer();
            store.deleteLeftovers(name);
            return claim;
        } catch (StatusException e) {
            claim.close();
            throw e;
        }
    }

    private static String holder(EndpointStore store, EndpointName name) {
        try {
            Endpoint endpoint = store.read(name);
            if (Liveness.faultOf(endpoint, store.pathOf(name), ProcessIdentity.current()) == null) {
                return ProcessName.of(endpoint.process().pid());
            }
        } catch (StatusException e) {
            LOG.debug("{}: the holder of the lock is not known", name, e);
        }
        return "a server that is starting or stopping";
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
        EndpointId former = published;
        if (former != null) {
            requireOursOrMissing(former);
        }
        Liveness.publishedHere(endpoint.id());
        try {
            store.write(endpoint);
        } catch (StatusException e) {
            if (!endpoint.id().equals(former)) {
                Liveness.withdrawnHere(endpoint.id());
            }
            throw e;
        }
        if (former != null && !former.equals(endpoint.id())) {
            Liveness.withdrawnHere(former);
        }
        published = endpoint.id();
    }

    private void requireOursOrMissing(EndpointId former) {
        EndpointId found = idInFile();
        if (found != null && !found.equals(former)) {
            throw EndpointFailure.failure(
                    StatusCode.FAILED_PRECONDITION,
                    EndpointFailure.REPLACED,
                    store.pathOf(name) + ": endpoint id " + found + " (expected: " + former
                            + ", published here); find out who wrote it, since this process holds the lock");
        }
    }

    private @Nullable EndpointId idInFile() {
        try {
            return store.read(name).id();
        } catch (StatusException e) {
            if (e.reason().equals(EndpointFailure.NOT_FOUND)) {
                return null;
            }
            throw e;
        }
    }

    @Override
    public synchronized void withdraw() {
        EndpointId id = published;
        if (id == null) {
            return;
        }
        published = null;
        try {
            EndpointId found = idInFile();
            if (id.equals(found)) {
                store.delete(name);
            } else if (found != null) {
                LOG.warn("{}: not deleted, endpoint id {} (expected: {})", store.pathOf(name), found, id);
            }
        } finally {
            Liveness.withdrawnHere(id);
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (lock) {
            withdraw();
        } catch (IOException e) {
            throw EndpointFailure.io("unlock", store.pathOf(name), e);
        }
    }
}
