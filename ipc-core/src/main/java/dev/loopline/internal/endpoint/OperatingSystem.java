package dev.loopline.internal.endpoint;

import java.util.Locale;

/** The kinds of operating system that differ in where files go and whom they belong to. */
public enum OperatingSystem {
    /** Any Linux. */
    LINUX,
    /** macOS. */
    MAC,
    /** Windows. */
    WINDOWS,
    /** Another Unix. */
    OTHER_UNIX;

    private static final OperatingSystem CURRENT = named(System.getProperty("os.name", ""));

    /** {@return the kind of this one} */
    public static OperatingSystem current() {
        return CURRENT;
    }

    static OperatingSystem named(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.startsWith("windows")) {
            return WINDOWS;
        }
        if (lower.startsWith("mac")) {
            return MAC;
        }
        return lower.startsWith("linux") ? LINUX : OTHER_UNIX;
    }
}
