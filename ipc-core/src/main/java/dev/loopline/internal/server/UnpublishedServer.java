package dev.loopline.internal.server;

import dev.loopline.DrainReport;
import dev.loopline.Role;
import dev.loopline.endpoint.Credential;
import dev.loopline.endpoint.EndpointId;
import dev.loopline.internal.engine.SessionListener;
import dev.loopline.internal.handshake.Grant;
import dev.loopline.internal.handshake.TokenTable;
import dev.loopline.topic.EventBus;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A server that stands in no file: only who was invited can enter, once for each invitation. Any thread.
 */
public final class UnpublishedServer {
    private final EndpointId id;
    private final TokenTable tokens;
    private final ServerEngine engine;
    private final SystemScheduler scheduler;
    private final ServerEnd end;

    private UnpublishedServer(EndpointId id, TokenTable tokens, ServerEngine engine, SystemScheduler scheduler) {
        this.id = id;
        this.tokens = tokens;
        this.engine = engine;
        this.scheduler = scheduler;
        this.end = engine.end(tokens::clear);
    }

    /**
     * What one process needs to enter.
     *
     * @param id which run of a server it is for
     * @param address where that listens
     * @param credential what to prove oneself with; nobody else should know it
     * @param grant what it gives; that of the session that was made with it
     */
    public record Invitation(EndpointId id, InetSocketAddress address, Credential credential, Grant grant) {}

    /**
     * Starts a server.
     *
     * @param config what it is asked to be
     * @param listener told of those who entered
     * @return the server, which nobody can enter yet
     * @throws dev.loopline.StatusException if no port can be had; nothing is left behind
     */
    public static UnpublishedServer start(EngineConfig config, SessionListener listener) {
        try (Undo undo = new Undo()) {
            SystemScheduler scheduler = undo.later(new SystemScheduler("loopline-server-watch"));
            EndpointId id = EndpointId.random();
            TokenTable tokens = new TokenTable(scheduler::nanoTime);
            ServerEngine engine =
                    ServerEngine.open(config, new ServerEngine.Admittance(id, tokens, listener), scheduler, undo);
            undo.nothing();
            return new UnpublishedServer(id, tokens, engine, scheduler);
        }
    }

    /**
     * Lets one process in.
     *
     * @param role what it may do
     * @param lifetime how long the invitation holds
     * @return what it needs
     * @throws IllegalStateException if the server has ended
     */
    public Invitation invite(Role role, Duration lifetime) {
        Credential credential = Credential.random();
        Grant grant = tokens.issueOnce(credential, role, lifetime);
        scheduler.schedule(tokens::overwriteEnded, lifetime.toNanos());
        return new Invitation(id, engine.addresses().get(0), credential, grant);
    }

    /**
     * Takes an invitation back, whether it has been used or not; a session that was made with it ends.
     *
     * @param invitation of this server
     */
    public void withdraw(Invitation invitation) {
        if (tokens.revoke(invitation.credential().tokenId()) == null) {
            tokens.overwriteEnded();
        }
        engine.acceptor().endSessionsOf(invitation.grant());
    }

    /** {@return the hub} */
    public EventBus events() {
        return engine.events();
    }

    /** {@return whether the current thread moves frames of this server, and so must never wait} */
    public boolean ownsCurrentThread() {
        return engine.ownsCurrentThread();
    }

    /**
     * Begins to end the server as {@link dev.loopline.IpcServer#drain(Duration)} does.
     *
     * @param grace for the calls that are being served, and for own ones that are under way
     * @return completes when it has ended
     */
    public CompletableFuture<DrainReport> end(Duration grace) {
        return end.endAsync(grace);
    }
}
