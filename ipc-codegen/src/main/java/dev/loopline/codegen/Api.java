package dev.loopline.codegen;

import com.palantir.javapoet.ClassName;

/** The types that generated code uses: those of ipc-core, by name since this module must not depend on it. */
final class Api {
    static final ClassName IPC_CONNECTION = ClassName.get("dev.loopline", "IpcConnection");
    static final ClassName STATUS_EXCEPTION = ClassName.get("dev.loopline", "StatusException");
    static final ClassName BIDI_STREAM = call("BidiStream");
    static final ClassName CALL_CONTEXT = call("CallContext");
    static final ClassName CALL_OPTIONS = call("CallOptions");
    static final ClassName CLIENT_STREAM = call("ClientStream");
    static final ClassName FLOW_CALLS = call("FlowCalls");
    static final ClassName METHOD_DESCRIPTOR = call("MethodDescriptor");
    static final ClassName METHOD_TYPE = call("MethodType");
    static final ClassName REQUEST_STREAM = call("RequestStream");
    static final ClassName RESPONSE_STREAM = call("ResponseStream");
    static final ClassName SERVICE_DEFINITION = call("ServiceDefinition");
    static final ClassName STREAM_SENDER = call("StreamSender");
    static final ClassName TOPIC = ClassName.get("dev.loopline.topic", "Topic");
    static final ClassName TOPIC_PATTERN = ClassName.get("dev.loopline.topic", "TopicPattern");

    private Api() {}

    private static ClassName call(String name) {
        return ClassName.get("dev.loopline.call", name);
    }
}
