package dev.loopline.metrics;

import static java.util.Objects.requireNonNull;

import dev.loopline.internal.handshake.HandshakeOutcome;
import dev.loopline.internal.observe.ConnectionFigures;
import dev.loopline.internal.observe.HandshakeObserver;
import dev.loopline.internal.observe.HubFigures;
import dev.loopline.internal.observe.Observers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.noop.NoopCounter;
import java.lang.ref.WeakReference;
import java.util.Locale;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meters in one registry. There is one of these for each registry, since a second gauge of the same name and tags
 * would be ignored: what is measured are sums over all servers and clients.
 *
 * <p>The registry keeps this, by its gauges; the map here keeps neither.
 */
final class RegistryMetrics implements IpcMetrics, Observers.Source {
    private static final Map<MeterRegistry, WeakReference<RegistryMetrics>> ALL = new WeakHashMap<>(); // guarded by it

    private static final Logger LOG = LoggerFactory.getLogger(IpcMetrics.class);

    private final MeterRegistry registry;
    private final Map<HandshakeOutcome, Counter> handshakes = new ConcurrentHashMap<>();
    private final CallMeters made;
    private final CallMeters served;
    private final ConnectionMeters outgoing = new ConnectionMeters();
    private final ConnectionMeters incoming = new ConnectionMeters();
    private final HubMeters hubs = new HubMeters();

    private RegistryMetrics(MeterRegistry registry) {
        this.registry = registry;
        made = new CallMeters(registry, "client");
        served = new CallMeters(registry, "server");
    }

    private void register() {
        register("client", made, outgoing);
        register("server", served, incoming);
        registerHubs();
        Tags connected = Tags.of(IpcMeters.Tag.OUTCOME.asString(), "connected");
        counter(IpcMeters.ATTEMPTS, connected, () -> outgoing.attempts(true));
        Tags failed = Tags.of(IpcMeters.Tag.OUTCOME.asString(), "failed");
        counter(IpcMeters.ATTEMPTS, failed, () -> outgoing.attempts(false));
    }

    private void registerHubs() {
        counter(IpcMeters.PUBLISHED_EVENTS, Tags.empty(), () -> hubs.sum(HubFigures::published));
        counter(IpcMeters.DELIVERED_EVENTS, Tags.empty(), () -> hubs.sum(HubFigures::delivered));
        counter(IpcMeters.DROPPED_EVENTS, Tags.empty(), () -> hubs.sum(HubFigures::dropped));
        gauge(IpcMeters.WAITING_EVENTS, Tags.empty(), () -> hubs.sum(HubFigures::waiting));
        gauge(IpcMeters.SUBSCRIPTIONS, Tags.empty(), () -> hubs.sum(HubFigures::subscriptions));
        gauge(IpcMeters.TOPICS, Tags.empty(), () -> hubs.sum(HubFigures::topics));
        gauge(IpcMeters.RETAINED_EVENTS, Tags.empty(), () -> hubs.sum(HubFigures::retained));
        gauge(IpcMeters.RETAINED_BYTES, Tags.empty(), () -> hubs.sum(HubFigures::retainedBytes));
    }

    private void register(String side, CallMeters calls, ConnectionMeters connections) {
        Tags tags = Tags.of(IpcMeters.Tag.SIDE.asString(), side);
        gauge(IpcMeters.ACTIVE_CALLS, tags, calls::active);
        gauge(IpcMeters.CONNECTIONS, tags, connections::open);
        counter(IpcMeters.OPENED_CONNECTIONS, tags, connections::opened);
        counter(IpcMeters.CLOSED_CONNECTIONS, tags, connections::closed);
        Tags sent = tags.and(IpcMeters.Tag.DIRECTION.asString(), "sent");
        counter(IpcMeters.FRAMES, sent, () -> connections.total(ConnectionFigures::framesSent));
        counter(IpcMeters.TRAFFIC, sent, () -> connections.total(ConnectionFigures::bytesSent));
        Tags received = tags.and(IpcMeters.Tag.DIRECTION.asString(), "received");
        counter(IpcMeters.FRAMES, received, () -> connections.total(ConnectionFigures::framesReceived));
        counter(IpcMeters.TRAFFIC, received, () -> connections.total(ConnectionFigures::bytesReceived));
        gauge(IpcMeters.QUEUED_MESSAGES, tags, () -> connections.now(ConnectionFigures::queuedMessages));
        gauge(IpcMeters.QUEUED_BYTES, tags, () -> connections.now(ConnectionFigures::queuedBytes));
    }

    private void gauge(IpcMeters meter, Tags tags, LongSupplier value) {
        Gauge.builder(meter.getName(), this, metrics -> value.getAsLong())
                .description(meter.description())
                .baseUnit(meter.getBaseUnit())
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    private void counter(IpcMeters meter, Tags tags, LongSupplier value) {
        FunctionCounter.builder(meter.getName(), this, metrics -> value.getAsLong())
                .description(meter.description())
                .baseUnit(meter.getBaseUnit())
                .tags(tags)
                .register(registry);
    }

    static RegistryMetrics in(MeterRegistry registry) {
        requireNonNull(registry, "registry");
        synchronized (ALL) {
            WeakReference<RegistryMetrics> known = ALL.get(registry);
            RegistryMetrics metrics = known == null ? null : known.get();
            if (metrics == null) {
                metrics = new RegistryMetrics(registry);
                metrics.register();
                ALL.put(registry, new WeakReference<>(metrics));
            }
            return metrics;
        }
    }

    @Override
    public Observers ofServer() {
        return new Observers(this::countHandshake, incoming, made, served, hubs);
    }

    @Override
    public Observers ofClient() {
        return new Observers(HandshakeObserver.NONE, outgoing, made, served);
    }

    private void countHandshake(HandshakeOutcome outcome) {
        handshakes.computeIfAbsent(outcome, this::counter).increment();
    }

    /** A registry that fails must not fail the handshake. */
    private Counter counter(HandshakeOutcome outcome) {
        String name = IpcMeters.HANDSHAKES.getName();
        Tags tags = Tags.of(IpcMeters.Tag.OUTCOME.asString(), outcome.name().toLowerCase(Locale.ROOT));
        try {
            return Counter.builder(name)
                    .description(IpcMeters.HANDSHAKES.description())
                    .tags(tags)
                    .register(registry);
        } catch (RuntimeException e) {
            LOG.warn("{}: the registry refuses the meter with tags {}; it is not measured", name, tags, e);
            return new NoopCounter(new Meter.Id(name, tags, null, null, Meter.Type.COUNTER));
        }
    }
}
