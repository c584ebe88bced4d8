package dev.loopline.endpoint;

import dev.loopline.StatusException;
import dev.loopline.internal.endpoint.ProcFs;
import dev.loopline.internal.endpoint.ProcFs.Presence;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether the process that published an endpoint still runs, judged without its lock file and without a signal.
 *
 * <p>Readers must not touch lock files: closing one drops the lock that the same process may hold on it. What cannot be
 * told counts as alive, since the handshake decides in the end.
 */
final class Liveness {
    private static final Set<EndpointId> PUBLISHED_HERE = ConcurrentHashMap.newKeySet();

    private Liveness() {}

    static void publishedHere(EndpointId id) {
        PUBLISHED_HERE.add(id);
    }

    static void withdrawnHere(EndpointId id) {
        PUBLISHED_HERE.remove(id);
    }

    static boolean isPublishedHere(EndpointId id) {
        return PUBLISHED_HERE.contains(id);
    }

    /** {@return why a client cannot use an endpoint, {@code null} if it can} */
    static @Nullable StatusException faultOf(Endpoint endpoint, Path file, ProcessIdentity self) {
        if (isPublishedHere(endpoint.id())) {
            return null;
        }
        ProcessIdentity process = endpoint.process();
        if (differ(process.bootId(), self.bootId())) {
            return EndpointFailure.stale(endpoint, file, "it was published before the machine was started");
        }
        return switch (presence(process, self)) {
            case GONE -> EndpointFailure.stale(endpoint, file, "process " + process.pid() + " has ended");
            case REPLACED ->
                EndpointFailure.stale(
                        endpoint, file, "process " + process.pid() + " is another one than the server was");
            case SAME, UNKNOWN ->
                differ(process.netNamespace(), self.netNamespace())
                        ? EndpointFailure.otherNetwork(endpoint, file, self.netNamespace())
                        : null;
        };
    }

    static Presence presence(ProcessIdentity process, ProcessIdentity self) {
        // A pid means nothing in another pid namespace.
        if (process.pid() < 0
                || differ(process.bootId(), self.bootId())
                || differ(process.pidNamespace(), self.pidNamespace())) {
            return Presence.UNKNOWN;
        }
        if (process.startTicks() >= 0 && self.startTicks() >= 0) {
            return ProcFs.presence(process.pid(), process.startTicks());
        }
        return ProcessHandle.of(process.pid()).isPresent() ? Presence.UNKNOWN : Presence.GONE;
    }

    private static boolean differ(String first, String second) {
        return !first.isEmpty() && !second.isEmpty() && !first.equals(second);
    }
}
