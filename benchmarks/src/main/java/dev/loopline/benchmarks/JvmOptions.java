package dev.loopline.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** How the JVMs of client and server are started. */
final class JvmOptions {
    /**
     * A heap that neither grows nor faults in pages while it is measured, a collector that costs the fast path little, and
     * methods compiled when their time has come: in the background, on a busy machine, they would still be when it is measured.
     */
    static final List<String> BOTH_SIDES = bothSides();

    private JvmOptions() {}

    private static List<String> bothSides() {
        List<String> options = new ArrayList<>(
                List.of("-Xms512m", "-Xmx512m", "-XX:+UseParallelGC", "-XX:+AlwaysPreTouch", "-Xbatch"));
        if (Runtime.version().feature() >= 24) {
            options.add("--enable-native-access=ALL-UNNAMED"); // or Java warns of Netty's library (JEP 472)
        }
        return List.copyOf(options);
    }
}
