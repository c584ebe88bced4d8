package dev.loopline.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;

/**
 * How the JVMs of clients and servers are started, the same for all.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class JvmOptions {
    /** A heap that does not grow while it is measured, and a collector that costs the fast path little. */
    public static final List<String> LIVE = List.of("-Xms512m", "-Xmx512m", "-XX:+UseParallelGC");

    private static final int WARNS_OF_NATIVE_ACCESS = 24; // JEP 472

    private JvmOptions() {}

    static List<String> of(Peer peer) {
        List<String> options = new ArrayList<>(LIVE);
        if (Runtime.version().feature() >= WARNS_OF_NATIVE_ACCESS) {
            options.add("--enable-native-access=ALL-UNNAMED");
        }
        options.addAll(peer.jvmOptions());
        return options;
    }
}
