package dev.loopline.codegen;

import static javax.lang.model.element.Modifier.FINAL;
import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.PUBLIC;
import static javax.lang.model.element.Modifier.STATIC;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeSpec;
import java.util.Objects;

/** The Java of a client: methods for threads that may wait, and in a nested class those for others. */
final class ServiceClient {
    private static final String STREAMS_SAY_MORE = """
            Which threads may use a stream that one of them returns is said by its type.
            """;

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
                .addJavadoc(service.hasStreams() ? STREAMS_SAY_MORE : "")
                .addJavadoc(Deprecation.tag(service))
                .addAnnotations(Deprecation.annotations(service));
        type.addField(Api.IPC_CONNECTION, "connection", PRIVATE, FINAL)
                .addField(Api.CALL_OPTIONS, "options", PRIVATE, FINAL)
                .addMethod(constructor())
                .addMethod(on(service))
                .addMethod(with(service))
                .addMethod(async(async));
        for (Method method : service.methods()) {
            type.addMethod(ClientMethod.of(service, method));
        }
        return type.addType(AsyncClient.of(service, async)).build();
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
}
