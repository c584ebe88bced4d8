package dev.loopline;

import com.google.protobuf.ByteString;
import dev.loopline.call.MethodDescriptor;
import dev.loopline.health.HealthService;
import dev.loopline.internal.topic.TopicMethods;
import dev.loopline.topic.Topic;
import dev.loopline.topic.TopicPattern;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What those may do who connect with a token: which methods of the server they call, and which topics they publish and
 * subscribe to. All that is not permitted is refused.
 *
 * <pre>{@code
 * Role thumbnailer = Role.named("thumbnailer")
 *         .mayCall("photo.Thumbnails/*")
 *         .mayPublish("photo.done.*")
 *         .maySubscribe("photo.progress.>");
 * Endpoint forHelper = server.issueToken(thumbnailer);
 * }</pre>
 *
 * <p>Every role may ask for the health of the server ({@code loopline.health.v1.Health}). The other services that each
 * server has, reflection among them, are permitted like those of the application. What the server calls on the client is
 * not restricted.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class Role {
    /** Most characters of a name. */
    public static final int MAX_NAME_LENGTH = 64;

    /** Most methods, topics to publish to, and topics to subscribe to: of each. */
    public static final int MAX_ENTRIES = 256;

    private static final String ALL_METHODS = "*";
    private static final String OF_SERVICE = "/*";
    private static final String HEALTH = HealthService.CHECK.serviceName();

    /** The role of the token in the endpoint file: everything. */
    public static final Role FULL = new Role("full", Set.of(ALL_METHODS), patterns(">"), patterns(">"));

    private final String name;
    private final Set<String> methods;
    private final List<TopicPattern<ByteString>> published;
    private final List<TopicPattern<ByteString>> subscribed;

    private Role(
            String name,
            Set<String> methods,
            List<TopicPattern<ByteString>> published,
            List<TopicPattern<ByteString>> subscribed) {
        this.name = name;
        this.methods = methods;
        this.published = published;
        this.subscribed = subscribed;
    }

    /**
     * Makes a role that permits nothing yet.
     *
     * @param name for logs and {@link PeerInfo#role}: 1 to {@value #MAX_NAME_LENGTH} of {@code [A-Za-z0-9._-]}; not
     *     {@code full}, which is {@link #FULL}
     * @return the role
     * @throws IllegalArgumentException if the name is none
     */
    public static Role named(String name) {
        if (!name.matches("[A-Za-z0-9._-]{1," + MAX_NAME_LENGTH + "}") || name.equals(FULL.name)) {
            throw new IllegalArgumentException("role: '" + name + "' (expected: 1 to " + MAX_NAME_LENGTH
                    + " characters of [A-Za-z0-9._-], and not 'full')");
        }
        return new Role(name, Set.of(), List.of(), List.of());
    }

    /**
     * {@return this role, which may also call methods}
     *
     * @param names {@code photo.Thumbnails/Render}, {@code photo.Thumbnails/*} for all of a service, {@code *} for all
     *     there are
     * @throws IllegalArgumentException if one is nothing of these, or there are more than {@value #MAX_ENTRIES}
     */
    public Role mayCall(String... names) {
        Set<String> all = new HashSet<>(methods);
        for (String method : names) {
            if (!isMethods(method)) {
                throw new IllegalArgumentException(
                        "method: '" + method + "' (expected: 'package.Service/Method', 'package.Service/*' or '*')");
            }
            all.add(method);
        }
        Bounds.check("methods", all.size(), 0, MAX_ENTRIES);
        return new Role(name, Set.copyOf(all), published, subscribed);
    }

    private static boolean isMethods(String text) {
        String method = text.endsWith(OF_SERVICE) ? text.substring(0, text.length() - 1) + "m" : text;
        return text.equals(ALL_METHODS) || MethodDescriptor.isValidName(method);
    }

    /**
     * {@return this role, which may also publish to topics}
     *
     * @param topics names, or patterns of them: {@code photo.done.*}
     * @throws IllegalArgumentException if one is neither, or there are more than {@value #MAX_ENTRIES}
     */
    public Role mayPublish(String... topics) {
        return new Role(name, methods, with(published, topics), subscribed);
    }

    /**
     * {@return this role, which may also subscribe to topics}
     *
     * @param topics names, or patterns of them: {@code photo.progress.>} permits every subscription whose topics are all among
     *     those, {@code photo.progress.*} for instance, and not {@code photo.>}
     * @throws IllegalArgumentException if one is neither, or there are more than {@value #MAX_ENTRIES}
     */
    public Role maySubscribe(String... topics) {
        return new Role(name, methods, published, with(subscribed, topics));
    }

    private static List<TopicPattern<ByteString>> with(List<TopicPattern<ByteString>> some, String... more) {
        List<TopicPattern<ByteString>> all = new ArrayList<>(some);
        all.addAll(patterns(more));
        Bounds.check("topics", all.size(), 0, MAX_ENTRIES);
        return List.copyOf(all);
    }

    private static List<TopicPattern<ByteString>> patterns(String... texts) {
        List<TopicPattern<ByteString>> patterns = new ArrayList<>();
        for (String text : texts) {
            patterns.add(TopicPattern.ofAnyType(text));
        }
        return List.copyOf(patterns);
    }

    /** {@return the name} */
    public String name() {
        return name;
    }

    /**
     * {@return whether a method may be called, whether there is one of that name or not}
     *
     * @param method {@code photo.Thumbnails/Render}
     */
    public boolean permitsCall(String method) {
        if (!MethodDescriptor.isValidName(method)) {
            return false;
        }
        String service = method.substring(0, method.indexOf('/'));
        return methods.contains(ALL_METHODS)
                || methods.contains(method)
                || methods.contains(service + OF_SERVICE)
                || service.equals(HEALTH)
                || service.equals(TopicMethods.SERVICE); // the hub looks at the topics
    }

    /**
     * {@return whether events may be published to a topic. Looks through the patterns of the role: to be asked once for a
     * topic and not for each event}
     *
     * @param topic a name; of what can be none nothing is permitted
     */
    public boolean permitsPublish(String topic) {
        return Topic.isValidName(topic) && published.stream().anyMatch(pattern -> pattern.matches(topic));
    }

    /**
     * {@return whether all topics of a pattern may be subscribed to: whether one of the role's patterns covers it}
     *
     * @param pattern a name, or a pattern; of what can be neither nothing is permitted
     */
    public boolean permitsSubscribe(String pattern) {
        if (!TopicPattern.isValid(pattern)) {
            return false;
        }
        TopicPattern<ByteString> wanted = TopicPattern.ofAnyType(pattern);
        return subscribed.stream().anyMatch(permitted -> permitted.covers(wanted));
    }

    @Override
    public String toString() {
        return "role " + name;
    }
}
