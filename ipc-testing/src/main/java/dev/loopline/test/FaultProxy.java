package dev.loopline.test;

import static java.util.Objects.requireNonNull;

import dev.loopline.endpoint.Endpoint;
import dev.loopline.endpoint.EndpointClaim;
import dev.loopline.endpoint.EndpointDirectory;
import dev.loopline.endpoint.EndpointName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something on loopback between clients and a server that passes bytes on, and makes the connection as bad as a test wants
 * it: late, slow, in pieces, silent, broken, or with other bytes. It never changes the order of bytes.
 *
 * <pre>{@code
 * IpcServer server = IpcServer.named("photo/thumbs").addressBinding(false)...start();
 * try (FaultProxy proxy = FaultProxy.to(server.endpoint())
 *         .toServer(faults -> faults.delay(Duration.ofMillis(20)).pieces(1, 100))
 *         .toClient(faults -> faults.atFrame(3).reset())
 *         .publishIn(EndpointDirectory.at(elsewhere))) {
 *     ... a client that looks "photo/thumbs" up in that directory
 * }
 * }</pre>
 *
 * <p><b>The server must be started with {@code addressBinding(false)}</b>: otherwise it refuses every client that comes
 * through a proxy, with {@code ADDRESS_MISMATCH}, which is what address binding is for.
 *
 * <p>Scripts can be replaced at any time, for connections that are open too. What they leave to chance follows from the
 * seed and the number of the connection: the same traffic meets the same faults. Buffers are bounded (256 KiB per
 * connection and direction), so that back-pressure passes through.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class FaultProxy implements AutoCloseable {
    /** Most connections at a time; more are reset. */
    public static final int MAX_CONNECTIONS = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(FaultProxy.class);
    private static final long JOIN_MILLIS = 5_000;
    private static final int STATUS_AT = 11; // of M2, docs/protocol.md
    private static final int ADDRESS_MISMATCH = 2;

    private final long seed;
    private final ServerSocket listener;
    private final Thread acceptor;
    private final Lane toServer = new Lane(Direction.TO_SERVER);
    private final Lane toClient = new Lane(Direction.TO_CLIENT);
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean toldOfAddressBinding = new AtomicBoolean();
    private volatile Endpoint target;
    private @Nullable EndpointClaim claim; // guarded by this

    private FaultProxy(Endpoint target, long seed) {
        this.target = target;
        this.seed = seed;
        try {
            listener = new ServerSocket(0, 128, target.addresses().get(0).getAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("fault proxy: cannot listen on loopback", e);
        }
        acceptor = new Thread(this::accept, "loopline-fault-proxy-" + listener.getLocalPort());
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /**
     * Starts a proxy that changes nothing yet.
     *
     * @param server to which connections are made
     * @return the proxy
     */
    public static FaultProxy to(Endpoint server) {
        return to(server, 0);
    }

    /**
     * Starts a proxy that changes nothing yet.
     *
     * @param server to which connections are made
     * @param seed decides what its scripts leave to chance
     * @return the proxy
     */
    public static FaultProxy to(Endpoint server, long seed) {
        return new FaultProxy(requireNonNull(server, "server"), seed);
    }

    /**
     * Leads new connections to another server: the next run of the same one, say. What was published is published anew.
     *
     * @param server whose endpoint id and token clients need from now on
     * @return this proxy
     */
    public synchronized FaultProxy leadTo(Endpoint server) {
        target = requireNonNull(server, "server");
        if (claim != null) {
            claim.publish(endpoint(claim.name()));
        }
        return this;
    }

    /** {@return the server's endpoint, with the address of this proxy} */
    public Endpoint endpoint() {
        return endpoint(target.name());
    }

    private Endpoint endpoint(EndpointName name) {
        Endpoint server = target;
        return new Endpoint(
                name,
                server.id(),
                List.of((InetSocketAddress) listener.getLocalSocketAddress()),
                server.credential(),
                server.process(),
                server.application(),
                server.createdAt());
    }

    /**
     * Lets clients find this proxy under the server's name, in another directory than the server is in.
     *
     * @param directory where they look
     * @return this proxy
     * @throws dev.loopline.StatusException if the name is taken there, or nothing can be published there
     */
    public FaultProxy publishIn(EndpointDirectory directory) {
        return publishIn(directory, target.name());
    }

    /**
     * Lets clients find this proxy, until it closes.
     *
     * @param directory where they look
     * @param name what they look for
     * @return this proxy
     * @throws dev.loopline.StatusException if the name is taken there, or nothing can be published there
     * @throws IllegalStateException if it is published already
     */
    public synchronized FaultProxy publishIn(EndpointDirectory directory, EndpointName name) {
        if (claim != null) {
            throw new IllegalStateException("published as " + claim.name() + " (expected: not published yet)");
        }
        EndpointClaim taken = directory.claim(name);
        claim = taken;
        taken.publish(endpoint(name));
        return this;
    }

    /**
     * Replaces what happens to bytes on their way to the server.
     *
     * @param script says it, on top of nothing
     * @return this proxy
     */
    public FaultProxy toServer(Consumer<FaultScript> script) {
        return replace(toServer, script);
    }

    /**
     * Replaces what happens to bytes on their way to clients.
     *
     * @param script says it, on top of nothing
     * @return this proxy
     */
    public FaultProxy toClient(Consumer<FaultScript> script) {
        return replace(toClient, script);
    }

    private FaultProxy replace(Lane lane, Consumer<FaultScript> script) {
        FaultScript written = new FaultScript();
        script.accept(written);
        lane.follow(written.plan());
        return this;
    }

    /**
     * Passes everything on as it is from now on. What was held back is delivered; what is lost stays lost.
     *
     * @return this proxy
     */
    public FaultProxy heal() {
        toServer.follow(FaultPlan.CLEAN);
        toClient.follow(FaultPlan.CLEAN);
        return this;
    }

    /** Breaks all connections with a RST on both sides. New ones can be made. */
    public void resetConnections() {
        links.forEach(Link::reset);
    }

    /** {@return how many connections go through at this moment} */
    public int connections() {
        return links.size();
    }

    /**
     * Counts what was done.
     *
     * @param direction one of the two
     * @return the numbers of this moment, of all connections since the start
     */
    public FaultCounts counts(Direction direction) {
        return lane(direction).counts();
    }

    /**
     * Shows how connections began: the hellos, for instance. The token is not among that, as it never crosses the wire.
     *
     * @param direction one of the two
     * @return for each of the last 1024 connections, in the order in which they came, the first 512 bytes that the sender
     *     wrote, or as many as there were
     */
    public List<byte[]> beginnings(Direction direction) {
        return lane(direction).beginnings();
    }

    private Lane lane(Direction direction) {
        return direction == Direction.TO_SERVER ? toServer : toClient;
    }

    private void accept() {
        for (int number = 1; !listener.isClosed(); number++) {
            try {
                Socket client = listener.accept();
                Link link = new Link(
                        client,
                        target.addresses().get(0),
                        toServer,
                        toClient,
                        seed ^ ((long) number << 32),
                        this::ended);
                links.add(link);
                if (links.size() > MAX_CONNECTIONS || listener.isClosed()) {
                    LOG.warn("{}: connection reset (expected: at most {} at a time)", this, MAX_CONNECTIONS);
                    link.reset();
                } else {
                    link.start(acceptor.getName() + "-" + number);
                }
            } catch (IOException e) {
                LOG.debug("{}: no longer accepts", this, e);
            }
        }
    }

    private void ended(Link link) {
        links.remove(link);
        byte[] hello = link.serversBeginning();
        boolean mismatch = hello.length > STATUS_AT && hello[STATUS_AT] == ADDRESS_MISMATCH;
        if (mismatch && toldOfAddressBinding.compareAndSet(false, true)) {
            LOG.error(
                    "{}: the server refuses every client that comes through a proxy (ADDRESS_MISMATCH); start it with"
                            + " IpcServerBuilder.addressBinding(false)",
                    this);
        }
    }

    /** Withdraws what it published, breaks all connections and waits for its threads. Later calls have no effect. */
    @Override
    public void close() {
        synchronized (this) {
            if (claim != null) {
                claim.close();
            }
        }
        List<Link> last;
        try (listener) {
            LOG.trace("{}: closes", this);
        } catch (IOException e) {
            throw new UncheckedIOException(toString(), e);
        } finally {
            last = List.copyOf(links);
            resetConnections();
        }
        try {
            acceptor.join(JOIN_MILLIS);
            for (Link link : last) {
                link.join(JOIN_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "fault proxy at " + listener.getLocalSocketAddress() + " to " + target.name();
    }
}
