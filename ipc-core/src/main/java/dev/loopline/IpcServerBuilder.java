package dev.loopline;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import dev.loopline.call.ClientInterceptor;
import dev.loopline.call.ServerInterceptor;
import dev.loopline.call.ServiceDefinition;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.endpoint.EndpointName;
import dev.loopline.endpoint.PortPolicy;
import dev.loopline.internal.observe.Observers;
import dev.loopline.internal.server.RunningServer;
import dev.loopline.internal.server.ServerConfig;
import dev.loopline.internal.services.Serving;
import dev.loopline.internal.transports.Transports;
import dev.loopline.metrics.IpcMetrics;
import dev.loopline.topic.Topic;
import dev.loopline.transport.TransportProvider;
import dev.loopline.transport.WaitMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Describes a server before it starts. Every server also serves {@code loopline.health.v1.Health} and
 * {@code loopline.reflection.v1.Reflection}.
 *
 * <p><b>Threading:</b> for one thread.
 */
public final class IpcServerBuilder {
    private final EndpointName name;
    private final List<ServiceDefinition> services = new ArrayList<>();
    private final List<ServerInterceptor> serverInterceptors = new ArrayList<>();
    private final List<ClientInterceptor> clientInterceptors = new ArrayList<>();
    private final Set<FileDescriptor> topicTypes = new HashSet<>();
    private @Nullable EndpointDirectory directory;
    private @Nullable TransportProvider transport;
    private WaitMode waiting = WaitMode.ADAPTIVE;
    private Keepalive keepalive = Keepalive.DEFAULT;
    private PortPolicy port = PortPolicy.kernelChosen();
    private Loopback loopback = Loopback.ANY;
    private boolean addressBinding = true;
    private String application = "";
    private HandshakeLimits handshakeLimits = HandshakeLimits.DEFAULT;
    private MessageLimits messageLimits = MessageLimits.DEFAULT;
    private CallLimits callLimits = CallLimits.DEFAULT;
    private TopicLimits topicLimits = TopicLimits.DEFAULT;
    private Duration drainGrace = Duration.ofSeconds(10);
    private boolean drainOnShutdown;
    private IpcMetrics metrics = IpcMetrics.none();
    private Consumer<Visibility> visibilityListener = visibility -> {};

    IpcServerBuilder(EndpointName name) {
        this.name = name;
    }

    /**
     * Adds a service.
     *
     * @param service generated code makes one from an implementation
     * @return this builder
     */
    public IpcServerBuilder service(ServiceDefinition service) {
        services.add(requireNonNull(service, "service"));
        return this;
    }

    /**
     * Has reflection describe the type of a topic, so that those who have no {@code .proto} file can read its events:
     * {@code ipc sub} for instance. Needed only for types that stand in no file of a service, or that one imports. Topics
     * need not be declared to be used.
     *
     * @param topic its type matters, its name does not
     * @return this builder
     * @throws IllegalArgumentException if the type was generated for the lite runtime, which has no descriptors
     */
    public IpcServerBuilder topic(Topic<?> topic) {
        if (!(topic.prototype() instanceof Message message)) {
            throw new IllegalArgumentException(
                    topic + ": its type has no descriptor (expected: a type of the full protobuf runtime)");
        }
        topicTypes.add(message.getDescriptorForType().getFile());
        return this;
    }

    /**
     * Puts an interceptor before the handlers; the first one added is the outermost.
     *
     * @param interceptor sees every call that comes in
     * @return this builder
     */
    public IpcServerBuilder intercept(ServerInterceptor interceptor) {
        serverInterceptors.add(requireNonNull(interceptor, "interceptor"));
        return this;
    }

    /**
     * Puts an interceptor before the calls that this server makes to its clients; the first one added is the outermost.
     *
     * @param interceptor sees every call that goes out
     * @return this builder
     */
    public IpcServerBuilder intercept(ClientInterceptor interceptor) {
        clientInterceptors.add(requireNonNull(interceptor, "interceptor"));
        return this;
    }

    /**
     * Chooses the port. By default the kernel does.
     *
     * @param policy how
     * @return this builder
     */
    public IpcServerBuilder port(PortPolicy policy) {
        port = requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Chooses the addresses. By default 127.0.0.1, or ::1 on a machine without the former.
     *
     * @param addresses which
     * @return this builder
     */
    public IpcServerBuilder loopback(Loopback addresses) {
        loopback = requireNonNull(addresses, "addresses");
        return this;
    }

    /**
     * Chooses the transport. By default the best one on the class path or module path that can work here.
     *
     * @param provider supports loopback socket addresses; clients must have one that connects to it
     * @return this builder
     * @throws IllegalArgumentException if it does not support them
     */
    public IpcServerBuilder transport(TransportProvider provider) {
        transport = Transports.requireLoopback(provider);
        return this;
    }

    /**
     * Says how the threads of this server wait for what comes next. By default {@link WaitMode#ADAPTIVE}.
     *
     * @param mode for its event loops and for blocking calls
     * @return this builder
     */
    public IpcServerBuilder waiting(WaitMode mode) {
        waiting = requireNonNull(mode, "mode");
        return this;
    }

    /**
     * Says whether both sides must see the same addresses, so that nothing can relay between them. On by default; a
     * container that is reached through a forwarded port needs it off.
     *
     * @param on whether
     * @return this builder
     */
    public IpcServerBuilder addressBinding(boolean on) {
        addressBinding = on;
        return this;
    }

    /**
     * Says what is running, for lists of endpoints.
     *
     * @param nameAndVersion {@code photo/1.2}; at most 128 bytes
     * @return this builder
     */
    public IpcServerBuilder application(String nameAndVersion) {
        application = requireNonNull(nameAndVersion, "nameAndVersion");
        return this;
    }

    /**
     * Chooses where the endpoint is published. By default {@link EndpointDirectory#standard}.
     *
     * @param where a directory of the same user
     * @return this builder
     */
    public IpcServerBuilder directory(EndpointDirectory where) {
        directory = requireNonNull(where, "where");
        return this;
    }

    /**
     * Sets the limits of those who connect.
     *
     * @param limits how many, how long
     * @return this builder
     */
    public IpcServerBuilder limits(HandshakeLimits limits) {
        handshakeLimits = requireNonNull(limits, "limits");
        return this;
    }

    /**
     * Says how soon this server notices that a client is stopped or cannot be reached. By default within 22 s.
     *
     * @param times when it asks, and when it gives up
     * @return this builder
     */
    public IpcServerBuilder keepalive(Keepalive times) {
        keepalive = requireNonNull(times, "times");
        return this;
    }

    /**
     * Sets the limits of what arrives.
     *
     * @param limits how large
     * @return this builder
     */
    public IpcServerBuilder limits(MessageLimits limits) {
        messageLimits = requireNonNull(limits, "limits");
        return this;
    }

    /**
     * Sets the limits of calls.
     *
     * @param limits how many
     * @return this builder
     */
    public IpcServerBuilder limits(CallLimits limits) {
        callLimits = requireNonNull(limits, "limits");
        return this;
    }

    /**
     * Sets the limits of topics.
     *
     * @param limits how many, how much of them is kept
     * @return this builder
     */
    public IpcServerBuilder limits(TopicLimits limits) {
        topicLimits = requireNonNull(limits, "limits");
        return this;
    }

    /**
     * Has this server measured. By default it is not.
     *
     * @param to where
     * @return this builder
     */
    public IpcServerBuilder metrics(IpcMetrics to) {
        metrics = requireNonNull(to, "to");
        return this;
    }

    /**
     * Sets what calls that run have to finish when the server {@linkplain IpcServer#drain() drains}. By default 10 s.
     *
     * @param grace zero to one hour
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public IpcServerBuilder drainGrace(Duration grace) {
        if (grace.isNegative() || grace.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("grace: " + grace + " (expected: PT0S..PT1H)");
        }
        drainGrace = grace;
        return this;
    }

    /**
     * Has the end of the JVM (SIGTERM, Ctrl-C, {@link System#exit}) drain the server, by a
     * {@linkplain Runtime#addShutdownHook shutdown hook}. It holds the JVM for the {@linkplain #drainGrace grace time} and
     * one second at most. Off by default: such hooks run at the same time as all others, so it suits programs whose
     * handlers need nothing that another hook takes away.
     *
     * @return this builder
     */
    public IpcServerBuilder drainOnShutdown() {
        drainOnShutdown = true;
        return this;
    }

    /**
     * Sets who is told when clients can find this server no longer, or can find it again: an application may want to
     * show it, or to close the server and start another one. The log has it at level ERROR in any case.
     *
     * @param listener called on a thread of the server, one call after the other, when {@link Visibility#state} has
     *     changed, except for the server's own end; may block and may close the server
     * @return this builder
     */
    public IpcServerBuilder onVisibilityChange(Consumer<Visibility> listener) {
        visibilityListener = requireNonNull(listener, "listener");
        return this;
    }

    /**
     * Starts the server: claims the name, listens, publishes the endpoint.
     *
     * @return the server, which can be called now
     * @throws StatusException if the name is taken ({@link StatusCode#ALREADY_EXISTS}), no port can be had, or the
     *     endpoint cannot be published safely; nothing is left behind then
     */
    public IpcServer start() {
        return RunningServer.start(new ServerConfig(
                name,
                directory == null ? EndpointDirectory.standard() : directory,
                port,
                loopback,
                transport,
                waiting,
                keepalive,
                addressBinding,
                application,
                new Serving(services, topicTypes, serverInterceptors, clientInterceptors),
                handshakeLimits,
                messageLimits,
                callLimits,
                topicLimits,
                ((Observers.Source) metrics).ofServer(),
                drainGrace,
                drainOnShutdown,
                visibilityListener));
    }
}
