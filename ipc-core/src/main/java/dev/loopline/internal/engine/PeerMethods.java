package dev.loopline.internal.engine;

import dev.loopline.Certainty;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.call.MethodDescriptor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that the peer gave to method names.
 *
 * <p>Used in the connection's role only.
 */
final class PeerMethods {
    private final ServiceTable services;
    private final int maxMethods;
    private @Nullable Declared[] byNumber = new Declared[16];

    /**
     * What a number stands for: one of the two is {@code null}.
     *
     * @param served the method
     * @param refusal why there is none
     */
    record Declared(
            ServiceTable.@Nullable Served<?, ?> served,
            @Nullable Status refusal) {}

    PeerMethods(ServiceTable services, int maxMethods) {
        this.services = services;
        this.maxMethods = maxMethods;
    }

    void declare(int number, String name) {
        if (number < 1 || number > maxMethods) {
            throw new ProtocolException("method number: " + number + " (expected: 1.." + maxMethods + ")");
        }
        if (number >= byNumber.length) {
            byNumber = Arrays.copyOf(byNumber, Math.min(maxMethods + 1, Math.max(number + 1, 2 * byNumber.length)));
        }
        if (byNumber[number] != null) {
            throw new ProtocolException("method number: " + number + " is declared twice (expected: once)");
        }
        byNumber[number] = resolve(name);
    }

    private Declared resolve(String name) {
        if (!MethodDescriptor.isValidName(name)) {
            return new Declared(
                    null,
                    new Status(
                            StatusCode.INVALID_ARGUMENT,
                            "BAD_METHOD_NAME",
                            "method name of " + name.length()
                                    + " characters (expected: 'package.Service/Method', at most "
                                    + MethodDescriptor.MAX_NAME_BYTES + " characters of [A-Za-z0-9_.] and one '/')",
                            Certainty.NOT_EXECUTED,
                            null));
        }
        ServiceTable.Served<?, ?> served = services.find(name);
        if (served != null) {
            return new Declared(served, null);
        }
        String[] why = services.whyNot(name);
        return new Declared(null, new Status(StatusCode.UNIMPLEMENTED, why[0], why[1], Certainty.NOT_EXECUTED, null));
    }

    Declared find(int number) {
        Declared declared = number < byNumber.length ? byNumber[number] : null;
        if (declared == null) {
            throw new ProtocolException("method number: " + number + " was never declared");
        }
        return declared;
    }
}
