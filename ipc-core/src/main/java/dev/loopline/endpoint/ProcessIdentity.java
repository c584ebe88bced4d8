package dev.loopline.endpoint;

import dev.loopline.internal.endpoint.ProcFs;

/**
 * What tells a process from every other that had or will have its pid.
 *
 * <p>Start times of {@link ProcessHandle} do not serve here: they move with the wall clock, and differ between two
 * processes that look at the same third one. Ticks since boot together with the id of the boot do not.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param pid the process id, -1 if unknown
 * @param startTicks when it started, in clock ticks since boot as Linux counts them, -1 if unknown
 * @param bootId which boot of the machine it runs in, empty if unknown
 * @param netNamespace number of its network namespace, empty if unknown
 * @param pidNamespace number of the namespace in which {@code pid} means something, empty if unknown
 */
public record ProcessIdentity(long pid, long startTicks, String bootId, String netNamespace, String pidNamespace) {
    /** {@return the identity of this process} */
    public static ProcessIdentity current() {
        return Current.IDENTITY;
    }

    // None of it changes while the process lives.
    private static final class Current {
        private static final ProcessIdentity IDENTITY = new ProcessIdentity(
                ProcessHandle.current().pid(),
                ProcFs.ownStartTicks(),
                ProcFs.bootId(),
                ProcFs.ownNamespace("net"),
                ProcFs.ownNamespace("pid"));
    }
}
