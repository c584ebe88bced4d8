package dev.loopline.benchmarks.peers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The versions that the build has pinned.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class Versions {
    private static final Properties PINNED = load();

    private Versions() {}

    /**
     * {@return the version of one}
     *
     * @param name as in {@code versions.properties}
     */
    public static String of(String name) {
        String version = PINNED.getProperty(name);
        if (version == null) {
            throw new IllegalArgumentException(name + " (expected: one of " + PINNED.keySet() + ")");
        }
        return version;
    }

    /** {@return that of the Java that runs this, for what needs nothing else} */
    public static String java() {
        return "Java " + Runtime.version().feature();
    }

    private static Properties load() {
        Properties pinned = new Properties();
        try (InputStream in = Versions.class.getResourceAsStream("versions.properties")) {
            if (in == null) {
                throw new IllegalStateException(
                        "versions.properties: missing (expected: beside " + Versions.class + ")");
            }
            pinned.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pinned;
    }
}
