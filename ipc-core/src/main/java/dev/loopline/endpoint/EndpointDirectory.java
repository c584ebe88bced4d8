package dev.loopline.endpoint;

import java.nio.file.Path;
import java.util.List;

/**
 * The place where the servers of one user publish where they listen.
 *
 * <p><b>Threading:</b> any thread. Methods read and write files and may block for as long as that takes.
 */
public final class EndpointDirectory {
    private final Path path;

    private EndpointDirectory(Path path) {
        this.path = path;
    }

    /** {@return the directory that all programs of this user share} */
    public static EndpointDirectory standard() {
        return at(Path.of(System.getProperty("java.io.tmpdir"), "loopline"));
    }

    /**
     * Takes a directory of one's own.
     *
     * @param path made if it is missing
     * @return the directory
     */
    public static EndpointDirectory at(Path path) {
        return new EndpointDirectory(path.toAbsolutePath());
    }

    /** {@return where it is} */
    public Path path() {
        return path;
    }

    /**
     * Looks once for a server.
     *
     * @param name its name
     * @return where it listens
     * @throws dev.loopline.StatusException if there is none
     */
    public Endpoint find(EndpointName name) {
        if (path.isAbsolute()) {
            throw notBuilt();
        }
        return List.<Endpoint>of().get(0);
    }

    /** {@return what is published, sorted by name} */
    public List<EndpointEntry> list() {
        if (path.isAbsolute()) {
            throw notBuilt();
        }
        return List.of();
    }

    /**
     * Takes a name for a server.
     *
     * @param name the name
     * @return the hold on it
     * @throws dev.loopline.StatusException if a live server has it
     */
    public EndpointClaim claim(EndpointName name) {
        if (path.isAbsolute()) {
            throw notBuilt();
        }
        return List.<EndpointClaim>of().get(0);
    }

    private static UnsupportedOperationException notBuilt() {
        return new UnsupportedOperationException("not built yet");
    }
}
