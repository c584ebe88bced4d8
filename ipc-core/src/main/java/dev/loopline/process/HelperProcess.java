package dev.loopline.process;

import dev.loopline.IpcConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A process that this one started, can call, looks after, and ends.
 *
 * <pre>{@code
 * try (HelperProcess thumbs = HelperProcess.java(ThumbMain.class)
 *         .restart(RestartPolicy.onFailure())
 *         .start(Duration.ofSeconds(10))) {
 *     Image image = ThumbnailsClient.on(thumbs).render(request);
 * }
 * }</pre>
 *
 * <p>It is a connection that outlives the processes behind it. When one ends, its calls fail with {@link
 * dev.loopline.Certainty#UNKNOWN}, or with {@code NOT_EXECUTED} where that is certain. If the helper {@linkplain
 * RestartPolicy is started again}, later calls wait for that within their deadline; once it is not, they fail at once and say
 * how it ended. This process is the hub of the topics, so subscriptions made here go on through a restart.
 *
 * <p>When this process ends, its helpers do: orderly by a shutdown hook that stops them all in parallel, and after {@code kill
 * -9} because a helper notices it (docs/helpers.md says which cannot).
 *
 * <p><b>Threading:</b> any thread.
 */
public interface HelperProcess extends IpcConnection {
    /**
     * Begins to describe a helper that is a Java program, run by the same Java as this process, with its class path and module
     * path unless others are given.
     *
     * @param main has {@code public static void main(String[])}, which calls {@link HostProcess#attach}
     * @return a builder
     */
    static HelperProcessBuilder java(Class<?> main) {
        return new HelperProcessBuilder(main);
    }

    /**
     * Begins to describe a helper that is any program which speaks the bootstrap of docs/helpers.md.
     *
     * @param command the program and its arguments; never something secret, since other users can see them
     * @return a builder
     * @throws IllegalArgumentException if there is none
     */
    static HelperProcessBuilder command(String... command) {
        return new HelperProcessBuilder(List.of(command));
    }

    /** {@return the name that it was given, for people and logs} */
    String name();

    /** {@return the id of the process that runs, or that ran last; -1 before the first} */
    long pid();

    /** {@return how it is} */
    HelperState state();

    /** {@return how often it has been started again} */
    int restarts();

    /** {@return how its last process ended, {@code null} if the first one still runs} */
    @Nullable
    HelperExit lastExit();

    /**
     * {@return completes when the helper has ended and is not started again, with how; on a thread of its own. Never completes
     * with an exception}
     */
    CompletionStage<HelperExit> ended();

    /**
     * Ends the helper and waits for that: calls that are under way get 2 s to finish, and it the same time to end by itself once
     * the connection and its standard input have ended; then it is asked to terminate; 3 s later it is killed, with all that
     * it has started. Of these times the builder can set others. A helper that is detached is left alone.
     *
     * @return how it ended; of one that had ended before, how it did
     * @throws IllegalStateException on a thread that moves frames
     */
    HelperExit stop();

    /** Does what {@link #stop} does. */
    @Override
    void close();

    /** How long a helper has to become ready, if nothing else is said. */
    Duration DEFAULT_START_TIMEOUT = Duration.ofSeconds(10);
}
