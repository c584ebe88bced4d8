package dev.loopline.examples.demo;

import java.util.Locale;

/** Numbers as people read them, the same in every country. */
final class Numbers {
    private static final double KILO = 1000;
    private static final int SIXTY = 60;

    private Numbers() {}

    static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String size(long bytes) {
        if (bytes < KILO) {
            return bytes + " B";
        }
        double value = bytes / KILO;
        int unit = 0;
        while (value >= KILO && unit < 3) {
            value /= KILO;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %cB", value, "kMGT".charAt(unit));
    }

    /** {@return some seconds, the more roughly the more they are} */
    static String duration(long seconds) {
        long minutes = seconds / SIXTY;
        if (minutes == 0) {
            return seconds + " s";
        }
        return minutes < SIXTY
                ? minutes + " min " + seconds % SIXTY + " s"
                : grouped(minutes / SIXTY) + " h " + minutes % SIXTY + " min";
    }

    static String fixed(double number, int decimals) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", number);
    }
}
