package dev.loopline.endpoint;

import dev.loopline.StatusException;
import dev.loopline.internal.endpoint.PrivateFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
    private static final Logger LOG = LoggerFactory.getLogger(EndpointDirectory.class);

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
     * {@code LOCALAPPDATA}. {@code LOOPLINE_UNPROTECTED_RUNTIME_DIR} in place of {@code LOOPLINE_RUNTIME_DIR} names a
     * directory {@link #withoutPermissions}.
     *
     * @return the directory, which need not exist yet
     * @throws StatusException if a variable that decides is no absolute path
     */
    public static EndpointDirectory standard() {
        PrivateFiles files = privateFiles();
        RuntimeLocation location = RuntimeLocation.ofThisProcess(files);
        Path unprotected = location.unprotected();
        return unprotected == null
                ? new EndpointDirectory(new EndpointStore(location.resolve(), files))
                : withoutPermissions(unprotected);
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

    /**
     * Takes a directory on a file system that keeps no permissions: FAT, or a drive of Windows in WSL.
     *
     * <p><strong>Whoever can read this directory can connect as this user, and whoever can write it can lead clients
     * elsewhere.</strong> Permissions of the directory, of the files in it and of the directories above it on the same
     * file system are not looked at; their owners and kinds are, as ever. Only for where nobody else can get at the
     * file system.
     *
     * @param path made when a name is claimed, if it is missing
     * @return the directory
     */
    public static EndpointDirectory withoutPermissions(Path path) {
        LOG.warn("{}: its permissions are not looked at; whoever can read it can connect", path);
        try {
            return new EndpointDirectory(new EndpointStore(path.toAbsolutePath(), PrivateFiles.withoutPermissions()));
        } catch (IOException e) {
            throw unknownUser(e);
        }
    }

    private static PrivateFiles privateFiles() {
        try {
            return PrivateFiles.ofThisSystem();
        } catch (IOException e) {
            throw unknownUser(e);
        }
    }

    private static StatusException unknownUser(IOException problem) {
        return EndpointFailure.io("tell who owns files in", Path.of(System.getProperty("java.io.tmpdir")), problem);
    }

    /** {@return where it is, absolute} */
    public Path path() {
        return store.directory();
    }

    /**
     * Says where the endpoint of a name is published.
     *
     * @param name its name
     * @return the path of its file, which need not be there
     */
    public Path pathOf(EndpointName name) {
        return store.pathOf(name);
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

    /**
     * Removes what servers left that are gone: endpoint files, and files that they were writing. A file is removed only
     * while the lock of its name is held here, so a server of that name that starts at this very moment waits, for some
     * milliseconds. Lock files stay for good, since two servers could otherwise hold locks on two files of one name.
     *
     * @return what became of each file, sorted by name; at most 16,384 files are looked at, and what is beyond them is
     *     for the next time
     * @throws StatusException if the directory cannot be trusted or read
     */
    public List<PrunedFile> prune() {
        return Pruning.of(store, false);
    }

    /**
     * Says what {@link #prune} would do, without changing anything.
     *
     * @return as {@link #prune}, with {@link PrunedFile.Outcome#REMOVABLE} for what would be removed
     * @throws StatusException if the directory cannot be trusted or read
     */
    public List<PrunedFile> rehearsePrune() {
        return Pruning.of(store, true);
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
