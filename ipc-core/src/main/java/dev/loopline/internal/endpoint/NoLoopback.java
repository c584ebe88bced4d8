package dev.loopline.internal.endpoint;

import dev.loopline.Certainty;
import dev.loopline.Loopback;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/** A machine, or a network namespace, that lacks a loopback address, and a JVM that cannot use it. */
public final class NoLoopback {
    /** Why a server cannot listen, or a client not connect. */
    public static final String REASON = "NO_LOOPBACK";

    private static final String IPV4_ONLY = "java.net.preferIPv4Stack";

    private NoLoopback() {}

    /**
     * Tells whether this JVM can use an address of this machine.
     *
     * @param address a loopback address
     * @return whether it can; {@code true} if that cannot be told
     */
    public static boolean isThere(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return true; // then what comes of listening and connecting speaks for itself
        }
    }

    /**
     * Nothing can be listened on.
     *
     * @param wanted what was asked for
     * @param missing the address that was tried last
     * @param cause what came of it, if anything
     * @return the failure
     */
    public static StatusException toListen(Loopback wanted, InetAddress missing, @Nullable Throwable cause) {
        String what = wanted == Loopback.ANY && missing instanceof Inet6Address
                ? "neither 127.0.0.1 nor ::1"
                : "no " + LoopbackLiteral.format(missing);
        String other = wanted == Loopback.ANY ? "" : ", or listen on another loopback address";
        return failure(what + " to listen on", missing, other, cause);
    }

    /**
     * A server cannot be reached.
     *
     * @param endpoint its name
     * @param missing where it listens
     * @param cause what came of connecting
     * @return the failure
     */
    public static StatusException toConnect(Object endpoint, InetAddress missing, Throwable cause) {
        String what = "no " + LoopbackLiteral.format(missing) + ", where endpoint " + endpoint + " listens";
        return failure(what, missing, "", cause);
    }

    private static StatusException failure(String what, InetAddress missing, String other, @Nullable Throwable cause) {
        String remedy = missing instanceof Inet6Address && Boolean.getBoolean(IPV4_ONLY)
                ? "; Java does not use ::1 while the system property " + IPV4_ONLY + " is true, so leave it out"
                : "; bring the loopback interface up (on Linux: ip link set lo up)";
        return new Status(
                        StatusCode.FAILED_PRECONDITION,
                        REASON,
                        "loopback: this machine or network namespace has " + what + remedy + other,
                        Certainty.NOT_EXECUTED,
                        cause)
                .asException()
                .withCallerTrace();
    }
}
