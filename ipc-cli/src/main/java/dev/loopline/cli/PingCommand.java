package dev.loopline.cli;

import com.google.gson.JsonObject;
import dev.loopline.IpcClient;
import dev.loopline.health.HealthClient;
import dev.loopline.proto.health.v1.CheckRequest;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ipc ping}: how long it takes to connect to a server and to call it. */
@Command(
        name = "ping",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Connects to a server, proves itself, and calls loopline.health.v1.Health/Check again and again,",
            "one call after the other. Prints how long that took."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ipc ping demo/echo",
            "  ipc ping demo/echo --count 100000 --json",
            "  ipc ping demo/echo --count 5 --interval 1s"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            ExitCodes.OK_LINE,
            ExitCodes.FAILED_LINE,
            ExitCodes.USAGE_LINE,
            ExitCodes.NO_CONNECTION_LINE,
            ExitCodes.LAUNCHER_LINE
        })
final class PingCommand implements Callable<Integer> {
    private static final int MAX_COUNT = 10_000_000;
    private static final int CONNECTS = 20;
    private static final double[] PERCENTILES = {50, 90, 99, 99.9};

    @Mixin
    private final Target target = new Target();

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "Calls to measure, 1 to 10000000. Default: ${DEFAULT-VALUE}")
    private int count = 1000;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "Calls before those, which are not measured: the first ones of a process are slow."
                    + " Default: ${DEFAULT-VALUE}")
    private int warmUp = 200;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Pause between two measured calls: " + DurationConverter.FORMS + ". Default: none")
    private Duration interval = Duration.ZERO;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Override
    public Integer call() throws InterruptedException {
        require("--count", count, 1);
        require("--warm-up", warmUp, 0);
        long start = System.nanoTime();
        try (IpcClient client = target.connect()) {
            long firstConnectNanos = System.nanoTime() - start;
            long warmConnectNanos = connectAgain();
            Histogram times = measure(HealthClient.on(client));
            print(firstConnectNanos, warmConnectNanos, times);
        }
        return ExitCodes.OK;
    }

    private static void require(String option, int value, int least) {
        if (value < least || value > MAX_COUNT) {
            throw Failure.usage("BAD_OPTION", option + ": " + value + " (expected: " + least + ".." + MAX_COUNT + ")");
        }
    }

    /** {@return the median of some more connects, once the classes are loaded: what a long-lived process sees} */
    private long connectAgain() {
        Histogram times = histogram();
        for (int i = 0; i < CONNECTS; i++) {
            long start = System.nanoTime();
            IpcClient again = target.connect();
            times.recordValue(System.nanoTime() - start);
            again.close();
        }
        return times.getValueAtPercentile(50);
    }

    private Histogram measure(HealthClient health) throws InterruptedException {
        for (int i = 0; i < warmUp; i++) {
            var unused = health.check(CheckRequest.getDefaultInstance());
        }
        Histogram times = histogram();
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                TimeUnit.NANOSECONDS.sleep(interval.toNanos());
            }
            long start = System.nanoTime();
            var unused = health.check(CheckRequest.getDefaultInstance());
            times.recordValue(System.nanoTime() - start);
        }
        return times;
    }

    // Larger than any call can take, in nanoseconds, at three digits.
    private static Histogram histogram() {
        return new Histogram(TimeUnit.HOURS.toNanos(1), 3);
    }

    private void print(long firstConnectNanos, long warmConnectNanos, Histogram times) {
        if (json.on()) {
            JsonObject object = new JsonObject();
            object.addProperty("name", target.name());
            object.addProperty("connectMillis", millis(firstConnectNanos));
            object.addProperty("connectWarmMillis", millis(warmConnectNanos));
            object.addProperty("count", times.getTotalCount());
            object.add("roundTripMillis", roundTrips(times));
            System.out.println(Json.line(object));
            return;
        }
        System.out.printf(
                Locale.ROOT,
                "%s: connected and authenticated in %.3f ms, once warm in %.3f ms%n",
                target.name(),
                millis(firstConnectNanos),
                millis(warmConnectNanos));
        StringBuilder line = new StringBuilder().append(times.getTotalCount()).append(" calls, ms:");
        roundTrips(times).entrySet().forEach(each -> line.append("  ")
                .append(each.getKey())
                .append(' ')
                .append(String.format(Locale.ROOT, "%.3f", each.getValue().getAsDouble())));
        System.out.println(line);
    }

    private static JsonObject roundTrips(Histogram times) {
        JsonObject object = new JsonObject();
        object.addProperty("min", millis(times.getMinValue()));
        for (double percentile : PERCENTILES) {
            object.addProperty(
                    "p" + (percentile == 99.9 ? "999" : Integer.toString((int) percentile)),
                    millis(times.getValueAtPercentile(percentile)));
        }
        object.addProperty("max", millis(times.getMaxValue()));
        return object;
    }

    private static double millis(long nanos) {
        return Math.round(nanos / 1e3) / 1e3;
    }
}
