package dev.loopline.internal.server;

import dev.loopline.Visibility;
import dev.loopline.internal.engine.Logs;
import dev.loopline.internal.engine.SessionAcceptor;
import dev.loopline.transport.Binding;
import java.util.List;
import java.util.function.Consumer;

/**
 * Lets nobody in any more once a server's endpoint has become another's, and tells the application.
 *
 * @param bindings where the server accepts
 * @param acceptor who is let in
 * @param listener the application's
 */
record Displacement(List<Binding> bindings, SessionAcceptor acceptor, Consumer<Visibility> listener)
        implements PublishedEndpoint.Watcher {
    @Override
    public void onDisplaced() {
        bindings.forEach(Binding::close);
        acceptor.close();
    }

    @Override
    public void onChange(Visibility now) {
        try {
            listener.accept(now);
        } catch (RuntimeException e) {
            Logs.ENDPOINT.warn("the listener for {} failed", now, e);
        }
    }
}
