package dev.loopline.internal.topic;

/** A topic at the hub, as events refer to it. Any thread. */
public class HubTopic {
    private final String name;
    private final String type;

    /**
     * Makes a topic.
     *
     * @param name without wildcards
     * @param type full name of its protobuf type
     */
    public HubTopic(String name, String type) {
        this.name = name;
        this.type = type;
    }

    /** {@return its name} */
    public final String name() {
        return name;
    }

    /** {@return the full name of its protobuf type} */
    public final String type() {
        return type;
    }
}
