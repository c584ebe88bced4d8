package dev.loopline.internal.engine;

import dev.loopline.internal.wire.OutboundFrame;

/** Frames that may wait: {@link Outbound} asks for them when nothing more urgent is left, from each source in turn. */
interface BulkSource {
    /**
     * Fills in the next frame.
     *
     * @return whether there is one that may leave now. Otherwise the source is forgotten until it is
     *     {@linkplain Outbound#goOn handed in} again.
     */
    boolean fillNext(OutboundFrame frame);

    /**
     * The frame filled in last was accepted.
     *
     * @return whether there may be more; otherwise the source is forgotten, as by {@link #fillNext}
     */
    boolean nextWasSent();
}
