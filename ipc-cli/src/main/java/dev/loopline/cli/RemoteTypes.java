package dev.loopline.cli;

import com.google.protobuf.ByteString;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.loopline.IpcConnection;
import dev.loopline.StatusException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The types of events as a server describes them, asked for when the first event of each comes. As many are remembered as
 * can reasonably be in use; those that were used last are.
 *
 * <p><b>Threading:</b> one thread at a time, which may wait.
 */
final class RemoteTypes {
    private static final int MAX_TYPES = 256;

    private final IpcConnection connection;
    private final Consumer<String> notes;
    private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true); // used last is last

    /**
     * A type that was asked for.
     *
     * @param type {@code null} if events of it cannot be shown as JSON
     * @param isFinal whether asking again would give the same
     */
    private record Known(@Nullable RemoteType type, boolean isFinal) {}

    /**
     * @param connection to the server
     * @param notes told once of each type whose events cannot be read
     */
    RemoteTypes(IpcConnection connection, Consumer<String> notes) {
        this.connection = connection;
        this.notes = notes;
    }

    /** {@return an event as JSON on one line, {@code null} if it cannot be read} */
    @Nullable
    String json(String type, ByteString event) {
        RemoteType found = find(type);
        if (found == null) {
            return null;
        }
        try {
            return found.json(DynamicMessage.parseFrom(found.descriptor(), event), true);
        } catch (InvalidProtocolBufferException e) {
            unreadable(type, String.valueOf(e.getMessage()), true);
            return null;
        }
    }

    /** Forgets all, since another server may describe them otherwise. */
    void forget() {
        known.clear();
    }

    private @Nullable RemoteType find(String type) {
        Known before = known.get(type);
        if (before != null && before.isFinal()) {
            return before.type();
        }
        try {
            RemoteType found = RemoteType.find(connection, type);
            if (found == null) {
                unreadable(type, "the server does not describe them", true);
            } else {
                remember(type, new Known(found, true));
            }
            return found;
        } catch (StatusException e) { // the connection is lost, say, and is there when the next one comes
            unreadable(type, String.valueOf(e.getMessage()), false);
        } catch (IllegalStateException e) {
            unreadable(type, String.valueOf(e.getMessage()), true);
        }
        return null;
    }

    private void unreadable(String type, String why, boolean isFinal) {
        if (known.get(type) == null || isFinal) {
            notes.accept(TopicArguments.shown("events of " + type + " are shown as base64: " + why));
        }
        remember(type, new Known(null, isFinal));
    }

    private void remember(String type, Known what) {
        known.put(type, what);
        if (known.size() > MAX_TYPES) {
            known.remove(known.keySet().iterator().next());
        }
    }
}
