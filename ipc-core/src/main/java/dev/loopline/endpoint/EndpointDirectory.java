package dev.loopline.endpoint;

import dev.loopline.StatusException;
import dev.loopline.internal.endpoint.PrivateFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The place where the servers of one user publish where they listen, and where clients look.
 *
 * <p>It is a directory that nobody but the user can read or write; whatever does not look like that is refused, with a
 * {@link StatusException} whose {@linkplain StatusException#reason reason} begins with {@code ENDPOINT}. No failure
 * here means that a call has run.
 *
 * <p><b>Threading:</b> any thread. Methods read and write files and may block for as long as that takes.
 */
public final class EndpointDirectory {
    private final EndpointStore store;

    private EndpointDirectory(EndpointStore store) {
        this.store = store;
    }

    /**
     * Finds the directory that all programs of this user share.
     *
     * <p>That is {@code LOOPLINE_RUNTIME_DIR} if it is set. Otherwise on Linux {@code loopline} under
     * {@code XDG_RUNTIME_DIR}, or {@code loopline-<uid>} in the directory for temporary files if that variable is not
     * set or not fit; on macOS {@code loopline-<uid>} in {@code TMPDIR}; on Windows {@code loopline\run} in
     * {@code LOCALAPPDATA}.
     *
     * @return the directory, which need not exist yet
     * @throws StatusException if a variable that decides is no absolute path
     */
    public static EndpointDirectory standard() {
        PrivateFiles files = privateFiles();
        return new EndpointDirectory(
                new EndpointStore(RuntimeLocation.ofThisProcess(files).resolve(), files));
    }

    /**
     * Takes a directory that only some programs share.
     *
     * @param path made when a name is claimed, if it is missing; otherwise it must be this user's alone
     * @return the directory
     */
    public static EndpointDirectory at(Path path) {
        return new EndpointDirectory(new EndpointStore(path.toAbsolutePath(), privateFiles()));
    }

    private static PrivateFiles privateFiles() {
        try {
            return PrivateFiles.ofThisSystem();
        } catch (IOException e) {
            throw EndpointFailure.io("tell who owns files in", Path.of(System.getProperty("java.io.tmpdir")), e);
        }
    }

    /** {@return where it is, absolute} */
    public Path path() {
        return store.directory();
    }

    /**
     * Looks once for a server, without connecting to it.
     *
     * @param name its name
     * @return where it listens; its process runs as far as can be told from here
     * @throws StatusException if there is none, or it cannot be trusted; nothing in the file was used then
     */
    public Endpoint find(EndpointName name) {
        Endpoint endpoint = store.read(name);
        StatusException fault = faultOf(endpoint);
        if (fault != null) {
            throw fault;
        }
        return endpoint;
    }

    /**
     * Lists what is published.
     *
     * @return one entry per file, sorted by name
     * @throws StatusException if the directory cannot be trusted or read, or has more than 1024 files
     */
    public List<EndpointEntry> list() {
        List<EndpointEntry> entries = new ArrayList<>();
        for (EndpointName name : store.names()) {
            EndpointEntry entry = entry(name);
            if (entry != null) {
                entries.add(entry);
            }
        }
        return List.copyOf(entries);
    }

    private @Nullable EndpointEntry entry(EndpointName name) {
        Endpoint endpoint;
        try {
            endpoint = store.read(name);
        } catch (StatusException e) {
            return e.reason().equals(EndpointFailure.NOT_FOUND)
                    ? null // withdrawn just now
                    : new EndpointEntry(
                            name, EndpointEntry.State.INVALID, e.status().message(), null);
        }
        StatusException fault = faultOf(endpoint);
        if (fault == null) {
            return new EndpointEntry(name, EndpointEntry.State.LIVE, "", endpoint);
        }
        EndpointEntry.State state =
                fault.reason().equals(EndpointFailure.STALE) ? EndpointEntry.State.STALE : EndpointEntry.State.INVALID;
        return new EndpointEntry(name, state, fault.status().message(), endpoint);
    }

    private @Nullable StatusException faultOf(Endpoint endpoint) {
        return Liveness.faultOf(endpoint, store.pathOf(endpoint.name()), ProcessIdentity.current());
    }

    /**
     * Takes a name for a server, for as long as the claim is open and this process lives.
     *
     * @param name the name
     * @return the claim; nothing is published yet
     * @throws StatusException with reason {@code ENDPOINT_IN_USE}, naming the holder, if a live server has it; or if
     *     the directory cannot be trusted or written
     */
    public EndpointClaim claim(EndpointName name) {
        return HeldClaim.take(store, name);
    }
}
