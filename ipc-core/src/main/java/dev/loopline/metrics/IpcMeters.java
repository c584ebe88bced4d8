package dev.loopline.metrics;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.docs.MeterDocumentation;
import org.jspecify.annotations.Nullable;

/**
 * The meters of Loopline, documented as code; {@code docs/metrics.md} explains them.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum IpcMeters implements MeterDocumentation {
    /** Calls that have ended, and how long they took. */
    CALLS("loopline.calls", Meter.Type.TIMER, null, "Calls that have ended, and how long they took"),

    /** Calls in flight. */
    ACTIVE_CALLS("loopline.calls.active", Meter.Type.GAUGE, null, "Calls in flight"),

    /** Connections that are open. */
    CONNECTIONS("loopline.connections", Meter.Type.GAUGE, null, "Authenticated connections that are open"),

    /** Connections that were opened. */
    OPENED_CONNECTIONS(
            "loopline.connections.opened", Meter.Type.COUNTER, null, "Connections whose handshake was completed"),

    /** Connections that were closed. */
    CLOSED_CONNECTIONS(
            "loopline.connections.closed", Meter.Type.COUNTER, null, "Connections that were open and have ended"),

    /** Connections that came in, by how their handshake ended. */
    HANDSHAKES(
            "loopline.server.handshakes",
            Meter.Type.COUNTER,
            null,
            "Connections that came in, by how their handshake ended"),

    /** Attempts of clients to connect. */
    ATTEMPTS(
            "loopline.client.attempts",
            Meter.Type.COUNTER,
            null,
            "Attempts of clients to connect to a published endpoint, the first and later ones"),

    /** Frames that were sent and received. */
    FRAMES("loopline.frames", Meter.Type.COUNTER, null, "Frames sent and received"),

    /** Bytes of those frames. */
    TRAFFIC(
            "loopline.traffic.bytes",
            Meter.Type.COUNTER,
            "bytes",
            "Bytes of the frames sent and received, headers included, the 4 bytes of their length not"),

    /** Messages that wait to be sent. */
    QUEUED_MESSAGES(
            "loopline.queued.messages",
            Meter.Type.GAUGE,
            null,
            "Messages and control frames that wait until the transport takes them"),

    /** Bytes of those that wait to be sent. */
    QUEUED_BYTES(
            "loopline.queued.bytes",
            Meter.Type.GAUGE,
            "bytes",
            "Bytes of messages and control frames that wait until the transport takes them"),

    /** Events that hubs of this process have taken. */
    PUBLISHED_EVENTS("loopline.topics.published", Meter.Type.COUNTER, null, "Events that hubs here have taken"),

    /** Events that they have handed on. */
    DELIVERED_EVENTS(
            "loopline.topics.delivered",
            Meter.Type.COUNTER,
            null,
            "Events that hubs here have handed on, to each subscriber"),

    /** Events that slow subscribers missed. */
    DROPPED_EVENTS(
            "loopline.topics.dropped",
            Meter.Type.COUNTER,
            null,
            "Events that slow subscribers missed, and were told of"),

    /** Events that wait. */
    WAITING_EVENTS("loopline.topics.waiting", Meter.Type.GAUGE, null, "Events that wait at hubs here for subscribers"),

    /** Subscriptions that stand. */
    SUBSCRIPTIONS("loopline.topics.subscriptions", Meter.Type.GAUGE, null, "Subscriptions that stand at hubs here"),

    /** Topics that there are. */
    TOPICS("loopline.topics.active", Meter.Type.GAUGE, null, "Topics that are published to or have kept events"),

    /** Events that are kept. */
    RETAINED_EVENTS(
            "loopline.topics.retained", Meter.Type.GAUGE, null, "Events that hubs here keep for those who come later"),

    /** Bytes of those that are kept. */
    RETAINED_BYTES(
            "loopline.topics.retained.bytes", Meter.Type.GAUGE, "bytes", "What kept events count against their limit");

    private final String name;
    private final Meter.Type type;
    private final @Nullable String unit;
    private final String description;

    IpcMeters(String name, Meter.Type type, @Nullable String unit, String description) {
        this.name = name;
        this.type = type;
        this.unit = unit;
        this.description = description;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public Meter.Type getType() {
        return type;
    }

    @Override
    public @Nullable String getBaseUnit() {
        return unit;
    }

    @Override
    public KeyName[] getKeyNames() {
        return switch (this) {
            case CALLS -> new KeyName[] {Tag.SIDE, Tag.SERVICE, Tag.METHOD, Tag.CODE};
            case FRAMES, TRAFFIC -> new KeyName[] {Tag.SIDE, Tag.DIRECTION};
            case HANDSHAKES, ATTEMPTS -> new KeyName[] {Tag.OUTCOME};
            case PUBLISHED_EVENTS,
                    DELIVERED_EVENTS,
                    DROPPED_EVENTS,
                    WAITING_EVENTS,
                    SUBSCRIPTIONS,
                    TOPICS,
                    RETAINED_EVENTS,
                    RETAINED_BYTES -> new KeyName[0];
            case ACTIVE_CALLS, CONNECTIONS, OPENED_CONNECTIONS, CLOSED_CONNECTIONS, QUEUED_MESSAGES, QUEUED_BYTES ->
                new KeyName[] {Tag.SIDE};
        };
    }

    /** {@return what it measures, in a phrase} */
    public String description() {
        return description;
    }

    /** The tags of the meters. No value of any of them comes from a peer. */
    public enum Tag implements KeyName {
        /**
         * {@code client} or {@code server}: for calls who makes and who serves them, for all else who made the connection
         * and who accepted it.
         */
        SIDE("side"),

        /** Full name of the service, {@code unknown} or {@code other}. */
        SERVICE("service"),

        /** Name of the method without the service's, {@code unknown} or {@code other}. */
        METHOD("method"),

        /** Name of the {@link dev.loopline.StatusCode}. */
        CODE("code"),

        /**
         * Of attempts: {@code connected} or {@code failed}. Of handshakes: {@code accepted}, {@code not_loopline_http}, {@code not_loopline_tls}, {@code not_loopline_other},
         * {@code malformed}, {@code unsupported_version}, {@code address_mismatch}, {@code bad_proof},
         * {@code too_many_connections}, {@code timed_out}, {@code evicted} or {@code abandoned}.
         */
        OUTCOME("outcome"),

        /** {@code sent} or {@code received}. */
        DIRECTION("direction");

        private final String key;

        Tag(String key) {
            this.key = key;
        }

        @Override
        public String asString() {
            return key;
        }
    }
}
