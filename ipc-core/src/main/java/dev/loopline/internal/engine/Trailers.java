package dev.loopline.internal.engine;

import dev.loopline.call.CallOptions;
import dev.loopline.call.Metadata;
import java.util.function.Consumer;

/** Telling a caller what was sent beside the end of its call. */
final class Trailers {
    private Trailers() {}

    /** Tells whom the options name, if there is anything to tell. In the role. */
    static void tell(Object method, CallOptions options, Metadata trailers) {
        Consumer<Metadata> told = options.onTrailers();
        if (told == null || trailers.isEmpty()) {
            return;
        }
        try {
            told.accept(trailers);
        } catch (RuntimeException e) {
            Logs.ENGINE.error("{}: the receiver of its trailers failed", method, e);
        }
    }
}
