package dev.loopline.endpoint;

import dev.loopline.StatusException;
import dev.loopline.endpoint.PrunedFile.Outcome;
import dev.loopline.internal.endpoint.ProcFs.Presence;
import dev.loopline.internal.endpoint.ProcessName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes what servers left that are gone: endpoint files and those that were being written, never lock files.
 *
 * <p>The lock decides, as it does for a server that starts: a name is touched only while its lock is held here, so that no
 * server of that name can be running or starting meanwhile.
 */
final class Pruning {
    private final EndpointStore store;
    private final boolean rehearsal;
    private final List<PrunedFile> done = new ArrayList<>();

    private Pruning(EndpointStore store, boolean rehearsal) {
        this.store = store;
        this.rehearsal = rehearsal;
    }

    static List<PrunedFile> of(EndpointStore store, boolean rehearsal) {
        Pruning pruning = new Pruning(store, rehearsal);
        store.filesByName(EndpointStore.MAX_FILES).forEach(pruning::prune);
        return List.copyOf(pruning.done);
    }

    private void prune(EndpointName name, List<Path> files) {
        Path endpointFile = store.pathOf(name);
        Verdict published = files.contains(endpointFile) ? judge(name) : new Verdict(true, "nothing is published");
        if (!published.removable()) {
            // Its lock is not even looked at: that could make the start of another one fail.
            files.forEach(file -> note(name, file, Outcome.KEPT, published.why()));
            return;
        }
        if (rehearsal && !store.hasLockFile(name)) {
            files.forEach(file -> note(name, file, Outcome.REMOVABLE, why(file, endpointFile, published)));
            return;
        }
        try (NameLock lock = store.lock(name)) {
            if (lock == null) {
                files.forEach(file -> note(name, file, Outcome.KEPT, "a server has the lock of that name"));
                return;
            }
            for (Path file : files) {
                remove(name, file, endpointFile);
            }
        } catch (StatusException | IOException e) {
            files.forEach(file -> note(name, file, Outcome.FAILED, String.valueOf(e.getMessage())));
        }
    }

    // Under the lock. Judged again: a server may have come and gone since.
    private void remove(EndpointName name, Path file, Path endpointFile) {
        boolean isPublished = file.equals(endpointFile);
        Verdict published = isPublished ? judge(name) : new Verdict(true, "");
        if (!published.removable()) {
            note(name, file, Outcome.KEPT, published.why());
            return;
        }
        String why = why(file, endpointFile, published);
        if (rehearsal) {
            note(name, file, Outcome.REMOVABLE, why);
            return;
        }
        try {
            store.delete(file);
            note(name, file, Outcome.REMOVED, why);
        } catch (StatusException e) {
            note(name, file, Outcome.FAILED, e.status().message());
        }
    }

    private static String why(Path file, Path endpointFile, Verdict published) {
        return file.equals(endpointFile) ? published.why() : "left by a server that was killed while it wrote it";
    }

    private void note(EndpointName name, Path file, Outcome outcome, String why) {
        done.add(new PrunedFile(name, file, outcome, why));
    }

    private record Verdict(boolean removable, String why) {}

    /** Whether a published file could be that of a server that is gone, as far as the file itself tells. */
    private Verdict judge(EndpointName name) {
        ProcessIdentity self = ProcessIdentity.current();
        try {
            Endpoint endpoint = store.read(name);
            StatusException fault = Liveness.faultOf(endpoint, store.pathOf(name), self);
            if (fault != null && fault.reason().equals(EndpointFailure.STALE)) {
                return new Verdict(true, fault.status().message());
            }
            Presence presence = Liveness.presence(endpoint.process(), self);
            boolean runs = presence == Presence.SAME || Liveness.isPublishedHere(endpoint.id());
            String process = ProcessName.of(endpoint.process().pid());
            return runs ? new Verdict(false, process + " runs") : new Verdict(true, "nobody has the lock of that name");
        } catch (StatusException e) {
            return switch (e.reason()) {
                case EndpointFailure.INVALID, EndpointFailure.UNSUPPORTED ->
                    new Verdict(true, e.status().message());
                default -> new Verdict(false, e.status().message()); // unsafe: perhaps not this user's
            };
        }
    }
}
