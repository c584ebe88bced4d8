package dev.loopline.examples.demo;

import dev.loopline.Keepalive;
import dev.loopline.Role;
import dev.loopline.StatusException;
import dev.loopline.examples.demo.Standing.Amount;
import dev.loopline.examples.demo.v1.CoordinatorService;
import dev.loopline.examples.demo.v1.FileFactsClient;
import dev.loopline.examples.demo.v1.HelperProgress;
import dev.loopline.examples.demo.v1.HelperProgressTopic;
import dev.loopline.examples.demo.v1.JoinReply;
import dev.loopline.metrics.IpcMetrics;
import dev.loopline.process.HelperExit;
import dev.loopline.process.HelperProcess;
import dev.loopline.process.HelperState;
import dev.loopline.process.HelperStateChange;
import dev.loopline.process.RestartPolicy;
import dev.loopline.topic.OverflowPolicy;
import dev.loopline.topic.SubscriptionOptions;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A helper as the main process sees it: one process after the other, should one end, and what they have done. Any thread. */
final class Helper implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
    private static final int PROGRESS_MILLIS = 100;

    /** One that is stopped is given up within about five seconds. */
    private static final Keepalive KEEPALIVE = new Keepalive(Duration.ofSeconds(2), Duration.ofSeconds(3));

    /** A helper has nothing to tidy up: when its connection has ended, so should it. */
    private static final Duration STOP_GRACE = Duration.ofMillis(500);

    /** What makes this process quick to start, and so its helpers: an archive of classes, or no optimising compiler. */
    private static final List<String> START_OPTIONS =
            List.of("-Xshare:", "-XX:SharedArchiveFile=", "-Xlog:", "-XX:TieredStopAtLevel=");

    private final String name;
    private final LongAdder calls = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder callbacks = new LongAdder();
    private final LongAdder events = new LongAdder();
    private volatile @Nullable HelperProcess process; // from its first start on
    private volatile @Nullable HelperExit lastExit;
    private volatile boolean gone;
    private long pid = -1; // guarded by this
    private boolean runs; // guarded by this
    private Amount answeredBefore = Amount.NONE; // guarded by this; when the process that runs was started
    private Amount published = Amount.NONE; // guarded by this; by the process that runs

    int underWay; // guarded by the crew
    long taken; // guarded by the crew

    Helper(String name) {
        this.name = name;
    }

    /**
     * Starts it and waits until it is ready or is known not to become so. From then on it is started again whenever it ends,
     * until that happens too often.
     *
     * @param metrics where it is measured
     * @param output gets what it prints, line by line
     * @param changes told after its state has changed, whether it could be started or not
     */
    void start(IpcMetrics metrics, Consumer<String> output, Consumer<HelperStateChange> changes) {
        try {
            HelperProcess started = HelperProcess.java(HelperMain.class)
                    .name(name)
                    .jvmOptions(jvmOptions())
                    .service(CoordinatorService.of((request, call) -> {
                        callbacks.increment();
                        return JoinReply.newBuilder()
                                .setProgressMillis(PROGRESS_MILLIS)
                                .build();
                    }))
                    .role(Role.named("demo-helper")
                            .mayCall(CoordinatorService.JOIN.fullName())
                            .mayPublish("demo.progress." + name))
                    .restart(RestartPolicy.always())
                    .keepalive(KEEPALIVE)
                    .stopGrace(STOP_GRACE, STOP_GRACE)
                    .metrics(metrics)
                    .output(line -> output.accept(name + ": " + line.text()))
                    .onStateChange(change -> {
                        onChange(change);
                        changes.accept(change);
                    })
                    .start(START_TIMEOUT);
            SubscriptionOptions newest = SubscriptionOptions.DEFAULT
                    .withOverflow(OverflowPolicy.CONFLATE)
                    .onGap(gap -> {}) // what is missed is older than what comes next
                    .onEnd(status -> {}); // with the helper
            var unused = started.topic(HelperProgressTopic.of(name)).subscribe(newest, this::hear);
            process = started;
        } catch (StatusException e) {
            gone = true; // how that came, the change of its state has told
        }
    }

    private static String[] jvmOptions() {
        Stream<String> own = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> START_OPTIONS.stream().anyMatch(option::startsWith));
        Stream<String> small = Stream.of("-XX:+UseSerialGC", "-Xmx128m"); // two more processes beside this one
        Stream<String> silent = Runtime.version().feature() >= 24
                ? Stream.of("--enable-native-access=ALL-UNNAMED") // or Java warns of Netty's library (JEP 472)
                : Stream.of();
        return Stream.of(small, own, silent).flatMap(options -> options).toArray(String[]::new);
    }

    private synchronized void onChange(HelperStateChange change) {
        runs = change.state() == HelperState.STARTING || change.state() == HelperState.READY;
        if (change.state() == HelperState.STARTING) {
            pid = change.pid();
            answeredBefore = answered();
            published = Amount.NONE;
        }
        if (change.exit() != null) {
            lastExit = change.exit();
        }
        gone = change.state() == HelperState.ENDED;
    }

    private synchronized void hear(HelperProgress progress) {
        events.increment();
        if (runs && progress.getPid() == pid) { // not the last words of the process before
            published = new Amount(progress.getFiles(), progress.getBytes());
        }
    }

    String name() {
        return name;
    }

    /** {@return how to call it, also after it was started again; once it has been ready} */
    FileFactsClient facts() {
        return FileFactsClient.on(Objects.requireNonNull(process, "process of a helper that was ready"));
    }

    /** {@return whether it can be called now} */
    boolean isReady() {
        HelperProcess started = process;
        return started != null && started.isOpen();
    }

    /** {@return whether it is not there any more and will not be started again} */
    boolean isGone() {
        return gone;
    }

    void countCall(long fileBytes) {
        calls.increment();
        bytes.add(fileBytes);
    }

    private Amount answered() {
        return new Amount(calls.sum(), bytes.sum());
    }

    /** {@return what it has done and how it is} */
    synchronized Figures figures() {
        Amount answered = answered();
        // What a process that ended had not answered is examined again, so that counts no longer.
        Amount shown = runs ? answeredBefore.plus(published) : answered;
        HelperProcess started = process;
        return new Figures(
                name,
                pid,
                answered.files(),
                answered.bytes(),
                shown,
                callbacks.sum(),
                events.sum(),
                started == null ? 0 : started.restarts(),
                state());
    }

    private State state() {
        if (gone) {
            return State.LOST;
        }
        if (process == null) {
            return State.STARTING;
        }
        return isReady() ? State.WORKING : State.RESTARTING;
    }

    /** {@return how it ended last, for people} */
    String end() {
        HelperExit exit = lastExit;
        return name + (exit == null ? " runs" : (exit.pid() < 0 ? " " : " (pid " + exit.pid() + ") ") + exit.how());
    }

    @Override
    public void close() {
        HelperProcess started = process;
        if (started != null) {
            started.close();
        }
    }

    /**
     * What a helper has done.
     *
     * @param name what the main process calls it
     * @param pid the id of its process, the last one
     * @param calls files that it examined
     * @param bytes in those files
     * @param shown how far it says it is, files that it has begun included; while it does not run, what it answered
     * @param callbacks calls that it made to the main process
     * @param events how often it said how far it is, as far as this process took notice
     * @param restarts how often it was started again
     * @param state how it is
     */
    record Figures(
            String name,
            long pid,
            long calls,
            long bytes,
            Amount shown,
            long callbacks,
            long events,
            int restarts,
            State state) {
        /** {@return its name and process, for people} */
        String title() {
            return name + " (pid " + pid + ")";
        }

        /** {@return whether it has ended and is not there again} */
        boolean isLost() {
            return state == State.LOST || state == State.RESTARTING;
        }
    }

    /** How a helper is. */
    enum State {
        STARTING,
        WORKING,
        /** Its process has ended before its time, and another is being started. */
        RESTARTING,
        /** The same, and no other is started. */
        LOST
    }
}
