package dev.loopline.internal.topic;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which subscriptions are for a topic: patterns by their levels, {@code *} for one and {@code >} for one or more at the end.
 *
 * <pre>
 *   photo.*.done, photo.>, photo.a    root -- photo (rest: 2nd) -- *  -- done (here: 1st)
 *                                                               `- a (here: 3rd)
 * </pre>
 *
 * <p>A match follows each level's name and its {@code *}, so it never looks at patterns that differ from the name in a level
 * that it has passed; at worst, with patterns made for it, at all nodes that there are. Nodes that hold nothing are removed.
 *
 * <p><b>Threading:</b> not thread-safe: guarded by the lock of the hub, matches too.
 *
 * @param <S> subscriptions, told apart by {@code equals}
 */
public final class SubscriptionTrie<S> {
    /** What patterns have in common that begin with the same levels. Nothing is made before it is needed. */
    private static final class Node<S> {
        @Nullable
        Map<String, Node<S>> children;

        @Nullable
        Node<S> any; // of the level *

        @Nullable
        Set<S> here; // of patterns that end here

        @Nullable
        Set<S> rest; // of patterns that go on with >, and end

        boolean isEmpty() {
            return children == null && any == null && here == null && rest == null;
        }

        @Nullable
        Node<S> child(String level) {
            if (level.equals("*")) {
                return any;
            }
            return children == null ? null : children.get(level);
        }

        Node<S> childOrNew(String level) {
            Node<S> child = child(level);
            if (child == null) {
                child = new Node<>();
                if (level.equals("*")) {
                    any = child;
                } else {
                    children = children == null ? new HashMap<>(4) : children;
                    children.put(level, child);
                }
            }
            return child;
        }

        void prune(String level) {
            if (level.equals("*")) {
                any = null;
            } else if (children != null) {
                children.remove(level);
                children = children.isEmpty() ? null : children;
            }
        }
    }

    private final Node<S> root = new Node<>();
    private int size;

    /** Makes an empty trie. */
    public SubscriptionTrie() {}

    /**
     * Adds a subscription.
     *
     * @param pattern valid; {@code *} and {@code >} are wildcards where they are a level
     * @param subscription for topics that match it
     * @return whether it was not there with this pattern before
     */
    public boolean add(String pattern, S subscription) {
        Node<S> node = root;
        int start = 0;
        for (int end = pattern.indexOf('.'); end >= 0; end = pattern.indexOf('.', start)) {
            node = node.childOrNew(pattern.substring(start, end));
            start = end + 1;
        }
        boolean added;
        String last = pattern.substring(start);
        if (last.equals(">")) {
            node.rest = node.rest == null ? new LinkedHashSet<>(4) : node.rest;
            added = node.rest.add(subscription);
        } else {
            node = node.childOrNew(last);
            node.here = node.here == null ? new LinkedHashSet<>(4) : node.here;
            added = node.here.add(subscription);
        }
        size += added ? 1 : 0;
        return added;
    }

    /**
     * Removes a subscription, and what stood for nothing else.
     *
     * @param pattern that it was added with
     * @param subscription that was added
     * @return whether it was there
     */
    public boolean remove(String pattern, S subscription) {
        boolean removed = remove(root, pattern, 0, subscription);
        size -= removed ? 1 : 0;
        return removed;
    }

    private boolean remove(Node<S> node, String pattern, int start, S subscription) {
        if (start > pattern.length()) { // behind the last level
            boolean removed = node.here != null && node.here.remove(subscription);
            node.here = node.here == null || node.here.isEmpty() ? null : node.here;
            return removed;
        }
        int dot = pattern.indexOf('.', start);
        int end = dot < 0 ? pattern.length() : dot;
        String level = pattern.substring(start, end);
        if (level.equals(">")) {
            boolean removed = node.rest != null && node.rest.remove(subscription);
            node.rest = node.rest == null || node.rest.isEmpty() ? null : node.rest;
            return removed;
        }
        Node<S> child = node.child(level);
        if (child == null) {
            return false;
        }
        boolean removed = remove(child, pattern, end + 1, subscription);
        if (child.isEmpty()) {
            node.prune(level);
        }
        return removed;
    }

    /**
     * Finds the subscriptions whose pattern matches a name. One that was added with several patterns is found once for each.
     *
     * @param topicName without wildcards
     * @param found told of each, in no particular order; does not change this trie
     */
    public void match(String topicName, Consumer<? super S> found) {
        visit(root, topicName, 0, found);
    }

    /** {@return how many subscriptions it holds} */
    public int size() {
        return size;
    }

    /** Matches, and returns how many nodes were looked at. */
    int visit(String topicName, Consumer<? super S> found) {
        return visit(root, topicName, 0, found);
    }

    private int visit(Node<S> node, String name, int start, Consumer<? super S> found) {
        if (start > name.length()) {
            if (node.here != null) {
                node.here.forEach(found);
            }
            return 1;
        }
        if (node.rest != null) {
            node.rest.forEach(found);
        }
        int dot = name.indexOf('.', start);
        int end = dot < 0 ? name.length() : dot;
        int visited = 1;
        if (node.any != null) {
            visited += visit(node.any, name, end + 1, found);
        }
        Node<S> child = node.children == null ? null : node.children.get(name.substring(start, end));
        if (child != null) {
            visited += visit(child, name, end + 1, found);
        }
        return visited;
    }

    /** {@return how many nodes there are, the root included} */
    int nodes() {
        return nodes(root);
    }

    private static <S> int nodes(Node<S> node) {
        int nodes = 1;
        if (node.any != null) {
            nodes += nodes(node.any);
        }
        if (node.children != null) {
            for (Node<S> child : node.children.values()) {
                nodes += nodes(child);
            }
        }
        return nodes;
    }
}
