package dev.loopline.codegen;

import com.google.protobuf.Descriptors.MethodDescriptor;

/** How many messages go each way in a call. Its values have the names of those of {@code MethodType} in ipc-core. */
enum Shape {
    UNARY("unary"),
    SERVER_STREAMING("serverStreaming"),
    CLIENT_STREAMING("clientStreaming"),
    BIDI_STREAMING("bidiStreaming");

    private final String definedBy;

    Shape(String definedBy) {
        this.definedBy = definedBy;
    }

    static Shape of(MethodDescriptor method) {
        if (method.isClientStreaming()) {
            return method.isServerStreaming() ? BIDI_STREAMING : CLIENT_STREAMING;
        }
        return method.isServerStreaming() ? SERVER_STREAMING : UNARY;
    }

    /** {@return the method of {@code ServiceDefinition.Builder} that adds one of this shape} */
    String definedBy() {
        return definedBy;
    }

    /** {@return whether the caller sends any number of messages, rather than one} */
    boolean streamsRequests() {
        return this == CLIENT_STREAMING || this == BIDI_STREAMING;
    }

    /** {@return whether the caller gets any number of messages, rather than one} */
    boolean streamsResponses() {
        return this == SERVER_STREAMING || this == BIDI_STREAMING;
    }
}
