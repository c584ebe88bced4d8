package dev.loopline.endpoint;

/**
 * Which TCP port a server asks for.
 *
 * <p><b>Threading:</b> immutable.
 */
public sealed interface PortPolicy {
    /** {@return whichever port the kernel gives; clients find it by name} */
    static PortPolicy kernelChosen() {
        return new KernelChosen();
    }

    /**
     * Asks for a port, and takes one that the kernel chooses if it is taken.
     *
     * @param port 1 to 65535
     * @return the policy
     * @throws IllegalArgumentException if the port is out of range
     */
    static PortPolicy preferred(int port) {
        return new Preferred(port);
    }

    /**
     * Insists on a port; the server does not start if it is taken.
     *
     * @param port 1 to 65535
     * @return the policy
     * @throws IllegalArgumentException if the port is out of range
     */
    static PortPolicy fixed(int port) {
        return new Fixed(port);
    }

    /**
     * Takes the first free port of a range; the server does not start if all are taken.
     *
     * @param first 1 to 65535
     * @param last {@code first} to 65535
     * @return the policy
     * @throws IllegalArgumentException if a port is out of range or the range is empty
     */
    static PortPolicy range(int first, int last) {
        return new Range(first, last);
    }

    /** A port that the kernel chooses. */
    record KernelChosen() implements PortPolicy {}

    /**
     * A port that is wanted and not needed.
     *
     * @param port 1 to 65535
     */
    record Preferred(int port) implements PortPolicy {
        /**
         * Checks the port.
         *
         * @param port 1 to 65535
         */
        public Preferred {
            requirePort("port", port, 1);
        }
    }

    /**
     * A port that is needed.
     *
     * @param port 1 to 65535
     */
    record Fixed(int port) implements PortPolicy {
        /**
         * Checks the port.
         *
         * @param port 1 to 65535
         */
        public Fixed {
            requirePort("port", port, 1);
        }
    }

    /**
     * Ports that are tried in ascending order.
     *
     * @param first 1 to 65535
     * @param last {@code first} to 65535
     */
    record Range(int first, int last) implements PortPolicy {
        /**
         * Checks the ports.
         *
         * @param first 1 to 65535
         * @param last {@code first} to 65535
         */
        public Range {
            requirePort("first", first, 1);
            requirePort("last", last, first);
        }
    }

    private static void requirePort(String what, int port, int least) {
        if (port < least || port > Endpoint.MAX_PORT) {
            throw new IllegalArgumentException(
                    what + ": " + port + " (expected: " + least + ".." + Endpoint.MAX_PORT + ")");
        }
    }
}
