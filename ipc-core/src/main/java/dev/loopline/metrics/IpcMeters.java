package dev.loopline.metrics;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.docs.MeterDocumentation;

/**
 * The meters of Loopline, documented as code.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum IpcMeters implements MeterDocumentation {
    /** Connections that came in, by how their handshake ended. */
    HANDSHAKES {
        @Override
        public String getName() {
            return "loopline.server.handshakes";
        }

        @Override
        public Meter.Type getType() {
            return Meter.Type.COUNTER;
        }

        @Override
        public KeyName[] getKeyNames() {
            return HandshakeTags.values();
        }
    };

    /** Tags of {@link #HANDSHAKES}. */
    public enum HandshakeTags implements KeyName {
        /**
         * {@code accepted}, {@code not_loopline_http}, {@code not_loopline_tls}, {@code not_loopline_other},
         * {@code malformed}, {@code unsupported_version}, {@code address_mismatch}, {@code bad_proof},
         * {@code too_many_connections}, {@code timed_out}, {@code evicted} or {@code abandoned}.
         */
        OUTCOME {
            @Override
            public String asString() {
                return "outcome";
            }
        }
    }
}
