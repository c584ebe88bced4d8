package dev.loopline.internal.server;

import dev.loopline.Certainty;
import dev.loopline.Loopback;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.StatusException;
import dev.loopline.internal.endpoint.LoopbackLiteral;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

/** A machine, or a network namespace, that lacks a loopback address. Looked at only after an address could not be had. */
final class NoLoopback {
    static final String REASON = "NO_LOOPBACK";

    private NoLoopback() {}

    /** {@return whether this JVM can use an address of this machine; {@code true} if that cannot be told} */
    static boolean isThere(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return true; // then the failure to listen speaks for itself
        }
    }

    static StatusException failure(Loopback wanted, InetAddress missing, IOException cause) {
        boolean v6 = missing instanceof Inet6Address;
        String what =
                wanted == Loopback.ANY && v6 ? "neither 127.0.0.1 nor ::1" : "no " + LoopbackLiteral.format(missing);
        String why = v6 && Boolean.getBoolean("java.net.preferIPv4Stack")
                ? "; ::1 cannot be used while the system property java.net.preferIPv4Stack is true, so leave it out"
                : "; bring the loopback interface up (on Linux: ip link set lo up)"
                        + (wanted == Loopback.ANY ? "" : ", or listen on another loopback address");
        return new Status(
                        StatusCode.FAILED_PRECONDITION,
                        REASON,
                        "loopback: this machine or network namespace has " + what + " to listen on" + why,
                        Certainty.NOT_EXECUTED,
                        cause)
                .asException()
                .withCallerTrace();
    }
}
