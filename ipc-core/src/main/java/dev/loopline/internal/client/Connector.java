package dev.loopline.internal.client;

import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.endpoint.Endpoint;
import dev.loopline.internal.endpoint.LoopbackLiteral;
import dev.loopline.internal.endpoint.NoLoopback;
import dev.loopline.internal.engine.ClientOpening;
import dev.loopline.internal.engine.Session;
import dev.loopline.internal.engine.SessionConfig;
import dev.loopline.internal.handshake.ProtocolVersions;
import dev.loopline.internal.time.Durations;
import dev.loopline.transport.TransportRuntime;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes one connection: looks the endpoint up, connects, proves. Blocks; any thread but the transport's own.
 */
final class Connector {
    /** What can pass by itself, because a server is about to start or to be replaced. */
    private static final Set<String> PASSING =
            Set.of("ENDPOINT_NOT_FOUND", "ENDPOINT_STALE", "ENDPOINT_UNREACHABLE", "HANDSHAKE_FAILED");

    private final ClientConfig config;
    private final SessionConfig sessions;
    private final TransportRuntime runtime;

    Connector(ClientConfig config, SessionConfig sessions, TransportRuntime runtime) {
        this.config = config;
        this.sessions = sessions;
        this.runtime = runtime;
    }

    /** What an endpoint has said that another attempt at it would hear again. */
    private static final Set<String> REFUSALS =
            Set.of("IMPOSTOR_OR_STALE", "ADDRESS_MISMATCH", "UNSUPPORTED_VERSION", "REFUSED");

    /** {@return whether one side could not prove itself, or the server does not want this client; not if it said nothing} */
    static boolean isRefusal(StatusException failure) {
        return REFUSALS.contains(failure.reason()) && !(failure.status().cause() instanceof TimeoutException);
    }

    /** {@return whether they are the same run of a server, with the same token} */
    static boolean isSame(Endpoint one, Endpoint other) {
        return one.id().equals(other.id()) && one.credential().equals(other.credential());
    }

    /** {@return whether another attempt can end otherwise although nobody does anything about the failure} */
    static boolean canPass(StatusException failure) {
        return PASSING.contains(failure.reason());
    }

    /**
     * Connects once. If what listens cannot prove itself, the endpoint is looked up again, and if another server has
     * taken the name meanwhile, or the server has another token, that one is tried.
     *
     * @throws StatusException if it fails; no call was made
     */
    Session connect() {
        Endpoint endpoint = lookUp();
        try {
            return connect(endpoint);
        } catch (StatusException e) {
            if (!e.reason().equals("IMPOSTOR_OR_STALE")) {
                throw e;
            }
            Endpoint now = lookUp();
            if (isSame(now, endpoint)) {
                throw e;
            }
            return connect(now);
        }
    }

    /** {@return where the server is said to be at this moment} */
    Endpoint lookUp() {
        Endpoint known = config.endpoint();
        return known == null ? config.directory().find(config.name()) : known;
    }

    /** {@return the file that says where the server is, {@code null} if that was told once and for all} */
    @Nullable
    Path endpointFile() {
        return config.endpoint() == null ? config.directory().pathOf(config.name()) : null;
    }

    /**
     * Connects to an endpoint once.
     *
     * @throws StatusException if it fails; no call was made
     */
    Session connect(Endpoint endpoint) {
        try {
            Session session = tryAddresses(endpoint);
            config.observers().connections().attempted(true);
            return session;
        } catch (RuntimeException e) {
            config.observers().connections().attempted(false);
            throw e;
        }
    }

    private Session tryAddresses(Endpoint endpoint) {
        StatusException failure = null;
        for (InetSocketAddress address : endpoint.addresses()) {
            try {
                return connect(endpoint, address);
            } catch (StatusException e) {
                failure = e;
                if (!e.reason().equals("ENDPOINT_UNREACHABLE") && !e.reason().equals(NoLoopback.REASON)) {
                    break;
                }
            }
        }
        if (failure == null) {
            throw new IllegalStateException("endpoint " + endpoint + " has no address (expected: one or two)");
        }
        throw failure;
    }

    private Session connect(Endpoint endpoint, InetSocketAddress address) {
        Duration timeout = config.connectTimeout();
        ClientOpening.Target target =
                new ClientOpening.Target(ProtocolVersions.CURRENT, endpoint.id(), endpoint.credential(), timeout);
        CompletableFuture<Session> result = new CompletableFuture<>();
        CompletableFuture<Void> attempt =
                runtime.connect(address, transport -> new ClientOpening(transport, target, sessions, result));
        var unused = attempt.whenComplete((nothing, cause) -> {
            if (cause != null) {
                result.completeExceptionally(unreachable(endpoint, address, cause));
            }
        });
        try {
            return await(result, timeout, () -> {
                boolean made = attempt.isDone();
                attempt.cancel(true);
                return made
                        ? ClientOpening.notProven(address, timeout).asException()
                        : unreachable(
                                endpoint,
                                address,
                                new TimeoutException("no connection within " + Durations.text(timeout)));
            });
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StatusException failure) {
                throw failure;
            }
            throw unreachable(endpoint, address, e);
        } catch (InterruptedException e) {
            attempt.cancel(true);
            result.cancel(true);
            Thread.currentThread().interrupt();
            throw new Status(
                            StatusCode.CANCELLED,
                            "CANCELLED",
                            "connecting to " + endpoint.name() + ": interrupted",
                            Certainty.NOT_EXECUTED,
                            e)
                    .asException();
        }
    }

    private static Session await(CompletableFuture<Session> result, Duration timeout, Supplier<StatusException> failure)
            throws InterruptedException, ExecutionException {
        try {
            return result.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            result.completeExceptionally(failure.get());
            return result.get(); // what came at this very moment counts, so that no session is lost
        }
    }

    private static StatusException unreachable(Endpoint endpoint, InetSocketAddress address, Throwable cause) {
        if (!NoLoopback.isThere(address.getAddress())) {
            return NoLoopback.toConnect(endpoint.name(), address.getAddress(), cause);
        }
        return new Status(
                        StatusCode.UNAVAILABLE,
                        "ENDPOINT_UNREACHABLE",
                        "endpoint " + endpoint.name() + ": its server, process "
                                + endpoint.process().pid()
                                + ", does not answer at " + LoopbackLiteral.format(address) + ": " + cause.getMessage()
                                + "; it may just be ending or starting; try again, or wait for it",
                        Certainty.NOT_EXECUTED,
                        cause)
                .asException();
    }
}
