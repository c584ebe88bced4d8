package dev.loopline.internal.process;

import dev.loopline.internal.endpoint.ProcFs;
import dev.loopline.internal.endpoint.ProcFs.Presence;
import org.jspecify.annotations.Nullable;

/**
 * Whether the host still runs, by its process id and when it started. It is not asked of the operating system who the parent of
 * this process is, since there may be others in between, a shell for instance.
 */
final class HostLife {
    private final long pid;
    private final long startTicks;
    private final @Nullable ProcessHandle handle; // where there are no ticks

    private HostLife(long pid, long startTicks, @Nullable ProcessHandle handle) {
        this.pid = pid;
        this.startTicks = startTicks;
        this.handle = handle;
    }

    /** {@return what can be asked later; {@code null} if this process cannot see the host, in a container of its own say} */
    static @Nullable HostLife of(Bootstrap host) {
        if (host.hostStartTicks() >= 0) {
            return ProcFs.presence(host.hostPid(), host.hostStartTicks()) == Presence.SAME
                    ? new HostLife(host.hostPid(), host.hostStartTicks(), null)
                    : null;
        }
        return ProcessHandle.of(host.hostPid())
                .map(handle -> new HostLife(host.hostPid(), -1, handle))
                .orElse(null);
    }

    boolean isOver() {
        if (handle != null) {
            return !handle.isAlive(); // knows another process of that id by the time when it started
        }
        Presence presence = ProcFs.presence(pid, startTicks);
        return presence == Presence.GONE || presence == Presence.REPLACED;
    }
}
