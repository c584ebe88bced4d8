package dev.loopline.codegen;

import static javax.lang.model.element.Modifier.FINAL;
import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.PUBLIC;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** The Java of the class in a client whose methods return futures and publishers. */
final class AsyncClient {
    private static final String FUTURES = """

            <p>Each future completes with the response or with a {@link $T}, on the connection's thread:
            what is chained to it without an executor must not block. Its own {@code cancel} reaches the
            peer, that of a future derived from it does not.
            """;
    private static final String PUBLISHERS = """

            <p>Each publisher that is returned makes a call for every subscriber. It calls the subscriber on the
            connection's thread, where that must not block. Cancelling the subscription cancels the call.
            """;
    private static final String STREAMS = """

            <p>Options that ask to wait for a connection make a call that streams wait for it where it begins: in the
            method that returns a future, in {@code subscribe} of a publisher.
            """;

    private AsyncClient() {}

    static TypeSpec of(Service service, ClassName name) {
        TypeSpec.Builder type = TypeSpec.classBuilder(name)
                .addModifiers(PUBLIC, FINAL)
                .addJavadoc("The same calls as methods that do not wait.\n");
        if (service.methods().stream().anyMatch(method -> !method.shape().streamsResponses())) {
            type.addJavadoc(FUTURES, Api.STATUS_EXCEPTION);
        }
        if (service.methods().stream().anyMatch(method -> method.shape().streamsResponses())) {
            type.addJavadoc(PUBLISHERS);
        }
        type.addJavadoc(service.hasStreams() ? STREAMS : "")
                .addJavadoc("\n<p><b>Threading:</b> immutable; any thread.\n")
                .addMethod(MethodSpec.constructorBuilder().addModifiers(PRIVATE).build());
        for (Method method : service.methods()) {
            type.addMethod(method(service, method));
        }
        return type.build();
    }

    private static MethodSpec method(Service service, Method method) {
        MethodSpec.Builder spec = MethodSpec.methodBuilder(method.name())
                .addModifiers(PUBLIC)
                .addJavadoc("$L\n\n", method.comment())
                .returns(result(method));
        CodeBlock constant = CodeBlock.of("$T.$L", service.interfaceName(), method.constant());
        switch (method.shape()) {
            case UNARY -> addUnary(spec, method, constant);
            case SERVER_STREAMING -> addServerStream(spec, method, constant);
            case CLIENT_STREAMING -> addClientStream(spec, method, constant);
            case BIDI_STREAMING -> addBidiStream(spec, method, constant);
        }
        return spec.addJavadoc(Deprecation.tag(method))
                .addAnnotations(Deprecation.annotations(method))
                .build();
    }

    private static TypeName result(Method method) {
        return method.shape().streamsResponses()
                ? publisher(method.response())
                : ParameterizedTypeName.get(ClassName.get(CompletableFuture.class), method.response());
    }

    private static TypeName publisher(ClassName messages) {
        return ParameterizedTypeName.get(ClassName.get(Flow.Publisher.class), messages);
    }

    private static void addUnary(MethodSpec.Builder spec, Method method, CodeBlock constant) {
        spec.addJavadoc("""
                        @param request what to send
                        @return completes with the response
                        """)
                .addParameter(method.request(), "request")
                .addStatement("return connection.callAsync($L, request, options)", constant);
    }

    private static void addServerStream(MethodSpec.Builder spec, Method method, CodeBlock constant) {
        spec.addJavadoc("""
                        @param request what to send, for each subscriber anew
                        @return publishes the responses
                        """)
                .addParameter(method.request(), "request")
                .addStatement("return $T.serverStream(connection, $L, request, options)", Api.FLOW_CALLS, constant);
    }

    private static void addClientStream(MethodSpec.Builder spec, Method method, CodeBlock constant) {
        spec.addJavadoc("""
                        @param requests publishes what to send; subscribed to at once, and its failure cancels the call
                        @return completes with the response
                        """)
                .addParameter(publisher(method.request()), "requests")
                .addStatement("return $T.clientStream(connection, $L, requests, options)", Api.FLOW_CALLS, constant);
    }

    private static void addBidiStream(MethodSpec.Builder spec, Method method, CodeBlock constant) {
        spec.addJavadoc("""
                        @param requests publishes what to send; subscribed to for each subscriber of the responses, and
                            its failure cancels the call
                        @return publishes the responses
                        """)
                .addParameter(publisher(method.request()), "requests")
                .addStatement("return $T.bidiStream(connection, $L, requests, options)", Api.FLOW_CALLS, constant);
    }
}
