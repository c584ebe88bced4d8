package dev.loopline.codegen;

import static javax.lang.model.element.Modifier.FINAL;
import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.PUBLIC;
import static javax.lang.model.element.Modifier.STATIC;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** The Java of a client: methods that wait, and in a nested class those that return a future. */
final class ServiceClient {
    private ServiceClient() {}

    static TypeSpec of(Service service) {
        ClassName async = service.clientName().nestedClass("Async");
        TypeSpec.Builder type = TypeSpec.classBuilder(service.clientName())
                .addModifiers(PUBLIC, FINAL)
                .addJavadoc("""
                        $L

                        <p>This calls {@code $L}; {@link $T} serves it.

                        <p><b>Threading:</b> immutable; its methods may be called from any thread but a connection's.
                        """, service.comment(), service.fullName(), service.interfaceName())
                .addJavadoc(Deprecation.tag(service))
                .addAnnotations(Deprecation.annotations(service));
        type.addField(Api.IPC_CONNECTION, "connection", PRIVATE, FINAL)
                .addField(Api.CALL_OPTIONS, "options", PRIVATE, FINAL)
                .addMethod(constructor())
                .addMethod(on(service))
                .addMethod(with(service))
                .addMethod(async(async));
        for (Method method : service.methods()) {
            type.addMethod(blocking(service, method));
        }
        return type.addType(asyncType(service, async)).build();
    }

    private static MethodSpec constructor() {
        return MethodSpec.constructorBuilder()
                .addModifiers(PRIVATE)
                .addParameter(Api.IPC_CONNECTION, "connection")
                .addParameter(Api.CALL_OPTIONS, "options")
                .addStatement("this.connection = $T.requireNonNull(connection, $S)", Objects.class, "connection")
                .addStatement("this.options = $T.requireNonNull(options, $S)", Objects.class, "options")
                .build();
    }

    private static MethodSpec on(Service service) {
        return MethodSpec.methodBuilder("on")
                .addModifiers(PUBLIC, STATIC)
                .addJavadoc("""
                        Makes a client that calls over a connection.

                        @param connection stays the caller's to close
                        @return the client, with {@link $T#DEFAULT}
                        """, Api.CALL_OPTIONS)
                .returns(service.clientName())
                .addParameter(Api.IPC_CONNECTION, "connection")
                .addStatement("return new $T(connection, $T.DEFAULT)", service.clientName(), Api.CALL_OPTIONS)
                .build();
    }

    private static MethodSpec with(Service service) {
        return MethodSpec.methodBuilder("with")
                .addModifiers(PUBLIC)
                .addJavadoc("""
                        Copies this client with other options.

                        @param options of every call that the copy makes, in place of this client's
                        @return the copy
                        """)
                .returns(service.clientName())
                .addParameter(Api.CALL_OPTIONS, "options")
                .addStatement("return new $T(connection, options)", service.clientName())
                .build();
    }

    private static MethodSpec async(ClassName async) {
        return MethodSpec.methodBuilder("async")
                .addModifiers(PUBLIC)
                .addJavadoc("{@return the same calls as methods that do not wait}\n")
                .returns(async)
                .addStatement("return new $T()", async)
                .build();
    }

    private static MethodSpec blocking(Service service, Method method) {
        return MethodSpec.methodBuilder(method.name())
                .addModifiers(PUBLIC)
                .addJavadoc("""
                        $L

                        @param request what to send
                        @return the response
                        @throws $T if the call fails
                        @throws $T if made on a thread that moves a connection's frames
                        """, method.comment(), Api.STATUS_EXCEPTION, IllegalStateException.class)
                .addJavadoc(Deprecation.tag(method))
                .addAnnotations(Deprecation.annotations(method))
                .returns(method.response())
                .addParameter(method.request(), "request")
                .addStatement(
                        "return connection.call($T.$L, request, options)", service.interfaceName(), method.constant())
                .build();
    }

    private static TypeSpec asyncType(Service service, ClassName async) {
        TypeSpec.Builder type = TypeSpec.classBuilder(async)
                .addModifiers(PUBLIC, FINAL)
                .addJavadoc("""
                        The same calls as methods that do not wait.

                        <p>Each future completes with the response or with a {@link $T}, on the connection's thread:
                        what is chained to it without an executor must not block. Its own {@code cancel} reaches the
                        peer, that of a future derived from it does not.

                        <p><b>Threading:</b> immutable; any thread.
                        """, Api.STATUS_EXCEPTION)
                .addMethod(MethodSpec.constructorBuilder().addModifiers(PRIVATE).build());
        for (Method method : service.methods()) {
            type.addMethod(future(service, method));
        }
        return type.build();
    }

    private static MethodSpec future(Service service, Method method) {
        return MethodSpec.methodBuilder(method.name())
                .addModifiers(PUBLIC)
                .addJavadoc("""
                        $L

                        @param request what to send
                        @return completes with the response
                        """, method.comment())
                .addJavadoc(Deprecation.tag(method))
                .addAnnotations(Deprecation.annotations(method))
                .returns(ParameterizedTypeName.get(ClassName.get(CompletableFuture.class), method.response()))
                .addParameter(method.request(), "request")
                .addStatement(
                        "return connection.callAsync($T.$L, request, options)",
                        service.interfaceName(),
                        method.constant())
                .build();
    }
}
