package dev.loopline.metrics;

import dev.loopline.internal.observe.Observers;

/** Measures nothing. */
enum NoMetrics implements IpcMetrics, Observers.Source {
    INSTANCE;

    @Override
    public Observers ofServer() {
        return Observers.NONE;
    }

    @Override
    public Observers ofClient() {
        return Observers.NONE;
    }
}
