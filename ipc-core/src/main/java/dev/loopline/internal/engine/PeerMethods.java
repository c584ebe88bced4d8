package dev.loopline.internal.engine;

import dev.loopline.Certainty;
import dev.loopline.Role;
import dev.loopline.Status;
import dev.loopline.StatusCode;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.internal.observe.MethodObserver;
import dev.loopline.internal.observe.MethodObservers;
import dev.loopline.proto.wire.v1.Declare;
import dev.loopline.proto.wire.v1.MethodType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that the peer gave to method names, and which of these it may call: decided once for each name.
 *
 * <p>Used in the connection's role only.
 */
final class PeerMethods {
    private final ServiceTable services;
    private final Role role;
    private final int maxMethods;
    private final MethodObservers observers;
    private @Nullable Declared[] byNumber = new Declared[16];

    /**
     * What a number stands for: one of the first two is {@code null}.
     *
     * @param served the method
     * @param refusal why there is none
     * @param observer told of its calls
     */
    record Declared(
            ServiceTable.@Nullable Served<?, ?> served,
            @Nullable Status refusal,
            MethodObserver observer) {}

    PeerMethods(ServiceTable services, Role role, int maxMethods, MethodObservers observers) {
        this.services = services;
        this.role = role;
        this.maxMethods = maxMethods;
        this.observers = observers;
    }

    void declare(int number, Declare declaration) {
        if (number < 1 || number > maxMethods) {
            throw new ProtocolException("method number: " + number + " (expected: 1.." + maxMethods + ")");
        }
        if (number >= byNumber.length) {
            byNumber = Arrays.copyOf(byNumber, Math.min(maxMethods + 1, Math.max(number + 1, 2 * byNumber.length)));
        }
        if (byNumber[number] != null) {
            throw new ProtocolException("method number: " + number + " is declared twice (expected: once)");
        }
        byNumber[number] = resolve(declaration.getMethod(), declaration.getType());
    }

    private Declared resolve(String name, MethodType type) {
        if (!MethodDescriptor.isValidName(name)) {
            return refused(
                    StatusCode.INVALID_ARGUMENT,
                    "BAD_METHOD_NAME",
                    "method name of " + name.length() + " characters (expected: 'package.Service/Method', at most "
                            + MethodDescriptor.MAX_NAME_BYTES + " characters of [A-Za-z0-9_.] and one '/')");
        }
        if (!role.permitsCall(name)) { // before anything is looked for, so that nothing shows what there is
            return new Declared(null, Failures.notPermitted("method " + name, role, "mayCall"), observers.unknown());
        }
        ServiceTable.Served<?, ?> served = services.find(name);
        if (served != null && StatusCodec.encode(served.descriptor().type()) != type) {
            return refused(
                    StatusCode.UNIMPLEMENTED,
                    "METHOD_TYPE",
                    "method " + name + ": called as " + type + " (expected: "
                            + served.descriptor().type() + "; both sides need the same .proto file)");
        }
        if (served != null) {
            return new Declared(served, null, observers.of(name));
        }
        String[] why = services.whyNot(name);
        return refused(StatusCode.UNIMPLEMENTED, why[0], why[1]);
    }

    private Declared refused(StatusCode code, String reason, String message) {
        Status refusal = new Status(code, reason, message, Certainty.NOT_EXECUTED, null);
        return new Declared(null, refusal, observers.unknown());
    }

    Declared find(int number) {
        Declared declared = number < byNumber.length ? byNumber[number] : null;
        if (declared == null) {
            throw new ProtocolException("method number: " + number + " was never declared");
        }
        return declared;
    }
}
