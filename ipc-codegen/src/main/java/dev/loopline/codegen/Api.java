package dev.loopline.codegen;

import com.palantir.javapoet.ClassName;

/** The types that generated code uses: those of ipc-core, by name since this module must not depend on it. */
final class Api {
    static final ClassName IPC_CONNECTION = ClassName.get("dev.loopline", "IpcConnection");
    static final ClassName STATUS_EXCEPTION = ClassName.get("dev.loopline", "StatusException");
    static final ClassName CALL_CONTEXT = ClassName.get("dev.loopline.call", "CallContext");
    static final ClassName CALL_OPTIONS = ClassName.get("dev.loopline.call", "CallOptions");
    static final ClassName METHOD_DESCRIPTOR = ClassName.get("dev.loopline.call", "MethodDescriptor");
    static final ClassName SERVICE_DEFINITION = ClassName.get("dev.loopline.call", "ServiceDefinition");

    private Api() {}
}
