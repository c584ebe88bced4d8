package dev.loopline.internal.engine;

import com.google.protobuf.MessageLite;
import dev.loopline.Status;
import dev.loopline.call.StreamFilter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several filters of one call as one, the first outermost: requests and responses pass them in opposite order. */
final class Filters<Q extends MessageLite, R extends MessageLite> implements StreamFilter<Q, R> {
    private final List<StreamFilter<Q, R>> filters;

    private Filters(List<StreamFilter<Q, R>> filters) {
        this.filters = List.copyOf(filters);
    }

    static <Q extends MessageLite, R extends MessageLite> StreamFilter<Q, R> of(List<StreamFilter<Q, R>> filters) {
        return filters.size() == 1 ? filters.get(0) : new Filters<>(filters);
    }

    @Override
    public Q onRequest(Q request) {
        Q passed = request;
        for (StreamFilter<Q, R> filter : filters) {
            passed = filter.onRequest(passed);
        }
        return passed;
    }

    @Override
    public R onResponse(R response) {
        R passed = response;
        for (int i = filters.size() - 1; i >= 0; i--) {
            passed = filters.get(i).onResponse(passed);
        }
        return passed;
    }

    @Override
    public void onEnd(@Nullable Status failure) {
        for (StreamFilter<Q, R> filter : filters) {
            tellEnd(filter, filter, failure);
        }
    }

    /** Tells a filter how its call ended; its own failure ends nothing else. */
    static void tellEnd(Object method, StreamFilter<?, ?> filter, @Nullable Status failure) {
        try {
            filter.onEnd(failure);
        } catch (RuntimeException e) {
            Logs.ENGINE.error("{}: a filter failed at the end of the call", method, e);
        }
    }
}
