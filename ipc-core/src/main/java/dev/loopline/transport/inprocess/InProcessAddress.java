package dev.loopline.transport.inprocess;

import static java.util.Objects.requireNonNull;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The name under which one part of a Java process can be reached by another part of it.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class InProcessAddress extends SocketAddress {
    /** Longest name, in characters. */
    public static final int MAX_NAME_LENGTH = 128;

    private static final long serialVersionUID = 1L;

    /** The name; compared as it is, case included. */
    private final String name;

    private InProcessAddress(String name) {
        this.name = name;
    }

    /**
     * Names an address.
     *
     * @param name 1 to {@value #MAX_NAME_LENGTH} characters
     * @return the address
     * @throws IllegalArgumentException if the name is empty or too long
     */
    public static InProcessAddress of(String name) {
        requireNonNull(name, "name");
        if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException(
                    "name of " + name.length() + " characters (expected: 1.." + MAX_NAME_LENGTH + ")");
        }
        return new InProcessAddress(name);
    }

    /** The connecting end, which nobody can connect to. */
    static InProcessAddress ofClient(InProcessAddress server, long number) {
        return new InProcessAddress(server.name + "#" + number);
    }

    /** {@return the name} */
    public String name() {
        return name;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof InProcessAddress address && name.equals(address.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return "in-process:" + name;
    }
}
