package dev.loopline.benchmarks.peers.aeron;

import dev.loopline.benchmarks.load.Client;
import dev.loopline.benchmarks.load.Server;
import dev.loopline.benchmarks.peers.Peer;
import dev.loopline.benchmarks.peers.Versions;
import dev.loopline.benchmarks.report.Contender;
import java.nio.file.Path;
import java.util.List;

/**
 * Aeron over shared memory, as the reference for what that can do: no calls, just messages to and fro. Its threads poll, so its
 * processes are stopped while others are measured.
 *
 * <p><b>Threading:</b> any thread.
 */
public enum AeronPeer implements Peer {
    /** Threads that give way whenever there is nothing to poll, since there may be as few processors as here. */
    YIELDING;

    @Override
    public Contender contender() {
        return new Contender(
                "aeron ipc",
                Versions.of("aeron"),
                "shared memory in /dev/shm, the media driver in the server's process (ThreadingMode.SHARED, its"
                        + " default idle strategy), terms of 16 MiB, MTU 65,504, agrona.disable.bounds.checks; whoever"
                        + " polls yields",
                Contender.Role.PEER);
    }

    @Override
    public Server serve(Path directory) {
        return new AeronServer(directory);
    }

    @Override
    public Client connect(Path directory, int port) {
        return new AeronClient(directory);
    }

    @Override
    public List<String> jvmOptions() {
        return List.of("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED", "-Dagrona.disable.bounds.checks=true");
    }

    @Override
    public boolean restless() {
        return true;
    }
}
