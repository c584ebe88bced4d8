package dev.loopline.internal.topic;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Topics that nobody publishes to any more, and that are there because something of them is kept.
 *
 * <p>They make room for new topics: of those who have left the most, which is the owner who can spare some, the one that was
 * left longest ago. So nobody who invents names keeps others from publishing, nor do they lose what they left.
 *
 * <p><b>Threading:</b> guarded by the lock of the hub.
 */
final class LeftTopics {
    private final Map<Object, Set<LiveTopic>> byOwner = new HashMap<>(); // none of the sets is empty

    void add(LiveTopic topic) {
        byOwner.computeIfAbsent(topic.owner(), owner -> new LinkedHashSet<>()).add(topic);
    }

    void remove(LiveTopic topic) {
        Set<LiveTopic> own = byOwner.get(topic.owner());
        if (own != null && own.remove(topic) && own.isEmpty()) {
            byOwner.remove(topic.owner());
        }
    }

    /** {@return the one to be let go, which is in this no more; {@code null} if there is none} */
    @Nullable
    LiveTopic removeOldest() {
        Set<LiveTopic> most = Set.of();
        for (Set<LiveTopic> own : byOwner.values()) {
            most = own.size() > most.size() ? own : most;
        }
        if (most.isEmpty()) {
            return null;
        }
        LiveTopic oldest = most.iterator().next();
        remove(oldest);
        return oldest;
    }
}
