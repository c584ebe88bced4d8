package dev.loopline.process;

import static java.util.Objects.requireNonNull;

import dev.loopline.CallLimits;
import dev.loopline.HandshakeLimits;
import dev.loopline.Keepalive;
import dev.loopline.Loopback;
import dev.loopline.MessageLimits;
import dev.loopline.Role;
import dev.loopline.StatusException;
import dev.loopline.TopicLimits;
import dev.loopline.call.ClientInterceptor;
import dev.loopline.call.ServerInterceptor;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.endpoint.PortPolicy;
import dev.loopline.internal.observe.Observers;
import dev.loopline.internal.process.HelperCommand;
import dev.loopline.internal.process.HelperSpec;
import dev.loopline.internal.process.SupervisedHelper;
import dev.loopline.internal.server.EngineConfig;
import dev.loopline.internal.services.Serving;
import dev.loopline.internal.transports.Transports;
import dev.loopline.metrics.IpcMetrics;
import dev.loopline.transport.TransportProvider;
import dev.loopline.transport.WaitMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Describes a helper before it is started.
 *
 * <p><b>Threading:</b> for one thread.
 */
public final class HelperProcessBuilder {
    private static final Duration MAX_TIME = Duration.ofHours(1);

    private final HelperCommand.Builder command;
    private final List<ServiceDefinition> services = new ArrayList<>();
    private final List<ServerInterceptor> serverInterceptors = new ArrayList<>();
    private final List<ClientInterceptor> clientInterceptors = new ArrayList<>();
    private String name;
    private @Nullable Role role;
    private @Nullable TransportProvider transport;
    private WaitMode waiting = WaitMode.ADAPTIVE;
    private Keepalive keepalive = Keepalive.DEFAULT;
    private MessageLimits messageLimits = MessageLimits.DEFAULT;
    private CallLimits callLimits = CallLimits.DEFAULT;
    private TopicLimits topicLimits = TopicLimits.DEFAULT;
    private IpcMetrics metrics = IpcMetrics.none();
    private RestartPolicy restart = RestartPolicy.never();
    private Duration drainGrace = Duration.ofSeconds(2);
    private Duration terminateGrace = Duration.ofSeconds(3);
    private @Nullable Consumer<HelperLine> output;
    private Consumer<HelperStateChange> listener = change -> {};

    HelperProcessBuilder(Class<?> main) {
        this.command = HelperCommand.java(main);
        this.name = HelperSpec.nameFrom(main.getSimpleName());
    }

    HelperProcessBuilder(List<String> command) {
        this.command = HelperCommand.of(command);
        this.name = HelperSpec.nameFrom(String.valueOf(Path.of(command.get(0)).getFileName()));
    }

    /**
     * Names the helper. By default after its class or program.
     *
     * @param helper 1 to 64 of {@code [A-Za-z0-9._-]}
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public HelperProcessBuilder name(String helper) {
        name = HelperSpec.requireName(helper);
        return this;
    }

    /**
     * Adds arguments of the program, after those there are.
     *
     * @param more never something secret, since other users can see them
     * @return this builder
     */
    public HelperProcessBuilder arguments(String... more) {
        command.arguments(List.of(more));
        return this;
    }

    /**
     * Adds options of the Java virtual machine: {@code -Xmx128m}.
     *
     * @param more never something secret
     * @return this builder
     * @throws IllegalStateException if the helper is no {@linkplain HelperProcess#java Java program}
     */
    public HelperProcessBuilder jvmOptions(String... more) {
        command.jvmOptions(List.of(more));
        return this;
    }

    /**
     * Gives a Java program another class path than that of this process.
     *
     * @param entries directories and jars; none for no class path
     * @return this builder
     * @throws IllegalStateException if the helper is no {@linkplain HelperProcess#java Java program}
     */
    public HelperProcessBuilder classPath(Path... entries) {
        command.classPath(List.of(entries));
        return this;
    }

    /**
     * Gives a Java program another module path than that of this process. If its class is in a named module, that is run.
     *
     * @param entries directories and jars; none for no module path
     * @return this builder
     * @throws IllegalStateException if the helper is no {@linkplain HelperProcess#java Java program}
     */
    public HelperProcessBuilder modulePath(Path... entries) {
        command.modulePath(List.of(entries));
        return this;
    }

    /**
     * Sets a variable of the helper's environment, which otherwise is that of this process.
     *
     * @param variable which
     * @param value never something secret, since whoever may look into the process can see it; empty to remove the variable
     * @return this builder
     */
    public HelperProcessBuilder environment(String variable, String value) {
        command.environment(variable, value);
        return this;
    }

    /**
     * Sets the directory that the helper works in. By default that of this process.
     *
     * @param path a directory
     * @return this builder
     */
    public HelperProcessBuilder directory(Path path) {
        command.directory(path);
        return this;
    }

    /**
     * Adds a service that the helper may call on this process.
     *
     * @param service generated code makes one from an implementation
     * @return this builder
     */
    public HelperProcessBuilder service(ServiceDefinition service) {
        services.add(requireNonNull(service, "service"));
        return this;
    }

    /**
     * Puts an interceptor before the handlers of this process's own services; the first one added is the outermost.
     *
     * @param interceptor sees every call that the helper makes
     * @return this builder
     */
    public HelperProcessBuilder intercept(ServerInterceptor interceptor) {
        serverInterceptors.add(requireNonNull(interceptor, "interceptor"));
        return this;
    }

    /**
     * Puts an interceptor before the calls to the helper; the first one added is the outermost.
     *
     * @param interceptor sees every call that is made on the helper
     * @return this builder
     */
    public HelperProcessBuilder intercept(ClientInterceptor interceptor) {
        clientInterceptors.add(requireNonNull(interceptor, "interceptor"));
        return this;
    }

    /**
     * Limits what the helper may call, publish and subscribe to. By default it may call the services that were added here,
     * and use all topics.
     *
     * @param permitted what it may do; saying that it is ready is always permitted
     * @return this builder
     */
    public HelperProcessBuilder role(Role permitted) {
        role = requireNonNull(permitted, "permitted");
        return this;
    }

    /**
     * Chooses the transport. By default the best one on the class path or module path that can work here.
     *
     * @param provider supports loopback socket addresses
     * @return this builder
     * @throws IllegalArgumentException if it does not support them
     */
    public HelperProcessBuilder transport(TransportProvider provider) {
        transport = Transports.requireLoopback(provider);
        return this;
    }

    /**
     * Says how the threads of this side wait for what comes next. By default {@link WaitMode#ADAPTIVE}.
     *
     * @param mode for its event loop and for blocking calls
     * @return this builder
     */
    public HelperProcessBuilder waiting(WaitMode mode) {
        waiting = requireNonNull(mode, "mode");
        return this;
    }

    /**
     * Says how soon this side notices that the helper is stopped or cannot be reached. By default within 22 s.
     *
     * @param times when it asks, and when it gives up; a helper that was given up is ended, and
     *     started again if the policy says so
     * @return this builder
     */
    public HelperProcessBuilder keepalive(Keepalive times) {
        keepalive = requireNonNull(times, "times");
        return this;
    }

    /**
     * Sets the limits of what arrives from the helper.
     *
     * @param limits how large
     * @return this builder
     */
    public HelperProcessBuilder limits(MessageLimits limits) {
        messageLimits = requireNonNull(limits, "limits");
        return this;
    }

    /**
     * Sets the limits of calls.
     *
     * @param limits how many
     * @return this builder
     */
    public HelperProcessBuilder limits(CallLimits limits) {
        callLimits = requireNonNull(limits, "limits");
        return this;
    }

    /**
     * Sets the limits of topics.
     *
     * @param limits how many, how much of them is kept
     * @return this builder
     */
    public HelperProcessBuilder limits(TopicLimits limits) {
        topicLimits = requireNonNull(limits, "limits");
        return this;
    }

    /**
     * Has this side of the connection measured, as a server. By default it is not.
     *
     * @param to where
     * @return this builder
     */
    public HelperProcessBuilder metrics(IpcMetrics to) {
        metrics = requireNonNull(to, "to");
        return this;
    }

    /**
     * Says whether the helper is started again when its process ends. By default it is not.
     *
     * @param policy when, how soon, how often
     * @return this builder
     */
    public HelperProcessBuilder restart(RestartPolicy policy) {
        restart = requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Sets the times of {@link HelperProcess#stop}. By default 2 s and 3 s.
     *
     * @param drain until the helper is asked to terminate
     * @param terminate from then until it is killed
     * @return this builder
     * @throws IllegalArgumentException if one is not within zero to one hour
     */
    public HelperProcessBuilder stopGrace(Duration drain, Duration terminate) {
        drainGrace = requireTime("drain", drain);
        terminateGrace = requireTime("terminate", terminate);
        return this;
    }

    /**
     * Sets who gets what the helper writes. By default the log does: {@code dev.loopline.helper.NAME}, standard output at level
     * INFO and standard error at level WARN, at most 100 lines a second of each; how many more there were is logged too.
     *
     * @param consumer gets all lines of a stream one after the other, those of both streams at once; while it blocks, the
     *     helper may have to wait with what it writes
     * @return this builder
     */
    public HelperProcessBuilder output(Consumer<HelperLine> consumer) {
        output = requireNonNull(consumer, "consumer");
        return this;
    }

    /**
     * Sets who is told when the helper has come to another state.
     *
     * @param told one change after the other, on the thread that looks after the helper; should not block, since that waits
     *     meanwhile
     * @return this builder
     */
    public HelperProcessBuilder onStateChange(Consumer<HelperStateChange> told) {
        listener = requireNonNull(told, "told");
        return this;
    }

    /**
     * Starts the helper and waits until it is ready, at most {@link HelperProcess#DEFAULT_START_TIMEOUT}.
     *
     * @return the helper
     * @throws StatusException as {@link #start(Duration)}
     */
    public HelperProcess start() {
        return start(HelperProcess.DEFAULT_START_TIMEOUT);
    }

    /**
     * Starts the helper and waits until it has {@linkplain HostProcess#ready said that it is ready}.
     *
     * @param timeout how long that may take, now and when it is started again; its one-time token ends after 30 s in any case
     * @return the helper, which can be called
     * @throws StatusException if the program cannot be run ({@code HELPER_NOT_STARTED}), ends before it is ready ({@code
     *     HELPER_EXITED}, at once) or is not ready in time ({@code HELPER_NOT_READY}; it is killed then). Its message has all
     *     that is known, the last lines of standard error included
     * @throws IllegalArgumentException if the timeout is not within zero and one hour
     */
    public HelperProcess start(Duration timeout) {
        requireTime("timeout", timeout);
        return SupervisedHelper.start(new HelperSpec(
                name,
                command.build(),
                role == null ? defaultRole() : role,
                new EngineConfig(
                        PortPolicy.kernelChosen(),
                        Loopback.ANY,
                        transport,
                        1,
                        waiting,
                        keepalive,
                        true,
                        new Serving(services, Set.of(), serverInterceptors, clientInterceptors),
                        HandshakeLimits.DEFAULT,
                        messageLimits,
                        callLimits,
                        topicLimits,
                        ((Observers.Source) metrics).ofServer()),
                restart,
                timeout,
                drainGrace,
                terminateGrace,
                output,
                listener));
    }

    private Role defaultRole() {
        String[] all = services.stream().map(service -> service.name() + "/*").toArray(String[]::new);
        return Role.named("helper").mayCall(all).mayPublish(">").maySubscribe(">");
    }

    private static Duration requireTime(String what, Duration time) {
        if (time.isNegative() || time.compareTo(MAX_TIME) > 0) {
            throw new IllegalArgumentException(what + ": " + time + " (expected: PT0S.." + MAX_TIME + ")");
        }
        return time;
    }
}
