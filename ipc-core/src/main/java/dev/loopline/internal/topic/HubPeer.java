package dev.loopline.internal.topic;

import dev.loopline.Role;
import dev.loopline.proto.hub.v1.Peer;
import dev.loopline.proto.hub.v1.PeerState;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client of the hub, or the process of the hub itself. Any thread.
 *
 * <p>What it has is bounded by the limits of one connection.
 */
public final class HubPeer {
    private final String sessionId;
    private final String address;
    private final Role role;
    private final boolean local;
    private final Executor later;
    private final long maxMessageBytes;
    final AtomicInteger subscriptions = new AtomicInteger();
    final AtomicInteger publishing = new AtomicInteger();
    private final Set<HubEvent> wills = Collections.newSetFromMap(new IdentityHashMap<>()); // guarded by itself

    private HubPeer(String sessionId, String address, Role role, boolean local, Executor later, long maxMessageBytes) {
        this.sessionId = sessionId;
        this.address = address;
        this.role = role;
        this.local = local;
        this.later = later;
        this.maxMessageBytes = maxMessageBytes;
    }

    /**
     * {@return a client}
     *
     * @param sessionId public id of its connection
     * @param address its own
     * @param role what it may do
     * @param later runs tasks one at a time, once what its connection has just read was passed on
     * @param maxMessageBytes of the largest message that it takes
     */
    public static HubPeer client(String sessionId, String address, Role role, Executor later, long maxMessageBytes) {
        return new HubPeer(sessionId, address, role, false, later, maxMessageBytes);
    }

    /** {@return the process of the hub, which may do everything} */
    static HubPeer ofOwnProcess() {
        return new HubPeer("", "", Role.FULL, true, Runnable::run, Long.MAX_VALUE);
    }

    String sessionId() {
        return sessionId;
    }

    Role role() {
        return role;
    }

    /** {@return whether limits of one connection do not concern it} */
    boolean isLocal() {
        return local;
    }

    /** {@return how large a message to it may be} */
    long maxMessageBytes() {
        return maxMessageBytes;
    }

    /** Has a task run once all that its connection has just read is there. */
    void later(Runnable task) {
        later.execute(task);
    }

    /** Leaves an event to be published if the connection ends without a goodbye. */
    void leaveWill(HubEvent event) {
        synchronized (wills) {
            wills.add(event);
        }
    }

    void withdrawWill(HubEvent event) {
        synchronized (wills) {
            wills.remove(event);
        }
    }

    List<HubEvent> takeWills() {
        synchronized (wills) {
            List<HubEvent> all = List.copyOf(wills);
            wills.clear();
            return all;
        }
    }

    Peer describe(PeerState state, String reason) {
        return Peer.newBuilder()
                .setSessionId(sessionId)
                .setAddress(address)
                .setRole(role.name())
                .setState(state)
                .setReason(reason)
                .build();
    }
}
