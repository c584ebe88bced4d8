package dev.loopline.internal.engine;

import dev.loopline.call.MethodDescriptor;
import dev.loopline.topic.EventBus;

/**
 * The hub, as the connections of one side know it.
 *
 * <p>Calls of the hub do not count as calls of the application, or subscriptions would take the place of those. They have a
 * bound of their own.
 *
 * @param events the hub, as this side reaches it
 * @param maxCalls how many calls of the hub the peer may have open on a connection
 */
public record HubAccess(EventBus events, int maxCalls) {
    /** Nobody reaches a hub. */
    public static final HubAccess NONE = new HubAccess(new NoHub(), 0);

    private static final String METHODS = "loopline.hub.v1.Topics/";

    static boolean isOfHub(MethodDescriptor<?, ?> method) {
        return method.fullName().startsWith(METHODS);
    }
}
