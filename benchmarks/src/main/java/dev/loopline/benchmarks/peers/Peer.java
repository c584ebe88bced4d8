package dev.loopline.benchmarks.peers;

import dev.loopline.benchmarks.load.Client;
import dev.loopline.benchmarks.load.Server;
import dev.loopline.benchmarks.report.Contender;
import java.nio.file.Path;
import java.util.List;

/**
 * One that is compared: how it is set up as a server and as a client.
 *
 * <p><b>Threading:</b> any thread.
 */
public interface Peer {
    /** {@return its name, version and settings} */
    Contender contender();

    /**
     * Starts its server in this process.
     *
     * @param directory a place for what it has to leave there, such as an endpoint
     * @return the server, which can be connected to
     * @throws Exception if it cannot be started
     */
    Server serve(Path directory) throws Exception;

    /**
     * Connects to its server in another process.
     *
     * @param directory that the server was given
     * @param port where it listens
     * @return the connection
     * @throws Exception if there is none
     */
    Client connect(Path directory, int port) throws Exception;

    /** {@return why it cannot be measured here, for a reader who could change that; empty if it can} */
    default String missing() {
        return "";
    }

    /** {@return options that its JVMs need} */
    default List<String> jvmOptions() {
        return List.of();
    }

    /** {@return whether it needs processors although nobody calls it, so that it has to be stopped while others are measured} */
    default boolean restless() {
        return false;
    }
}
