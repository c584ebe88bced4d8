package dev.loopline.codegen;

import static javax.lang.model.element.Modifier.PUBLIC;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;

/** The Java of one method of a client, for threads that may wait. */
final class ClientMethod {
    private static final String WAITS_FOR_READY = """
            @throws $T if the options ask to wait for a connection and this is a thread that moves
                a connection's frames
            """;

    private ClientMethod() {}

    static MethodSpec of(Service service, Method method) {
        MethodSpec.Builder spec =
                MethodSpec.methodBuilder(method.name()).addModifiers(PUBLIC).addJavadoc("$L\n\n", method.comment());
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

    private static void addUnary(MethodSpec.Builder spec, Method method, CodeBlock constant) {
        spec.addJavadoc("""
                        @param request what to send
                        @return the response
                        @throws $T if the call fails
                        @throws $T if made on a thread that moves a connection's frames
                        """, Api.STATUS_EXCEPTION, IllegalStateException.class)
                .returns(method.response())
                .addParameter(method.request(), "request")
                .addStatement("return connection.call($L, request, options)", constant);
    }

    private static void addServerStream(MethodSpec.Builder spec, Method method, CodeBlock constant) {
        spec.addJavadoc("""
                        <p>Does not wait for a response.

                        @param request what to send
                        @return the responses, to be closed unless they are read to their end; closing them earlier
                            cancels the call. If it fails, reading throws a {@link $T} behind the
                            responses that arrived before.
                        """, Api.STATUS_EXCEPTION)
                .addJavadoc(WAITS_FOR_READY, IllegalStateException.class)
                .returns(ParameterizedTypeName.get(Api.RESPONSE_STREAM, method.response()))
                .addParameter(method.request(), "request")
                .addStatement("return connection.serverStream($L, request, options)", constant);
    }

    private static void addClientStream(MethodSpec.Builder spec, Method method, CodeBlock constant) {
        spec.addJavadoc("""
                        @return the call, to send requests to; to be finished, which waits for the response, or closed,
                            which cancels it. If it fails, sending and finishing throw a {@link $T}.
                        """, Api.STATUS_EXCEPTION)
                .addJavadoc(WAITS_FOR_READY, IllegalStateException.class)
                .returns(ParameterizedTypeName.get(Api.CLIENT_STREAM, method.request(), method.response()))
                .addStatement("return connection.clientStream($L, options)", constant);
    }

    private static void addBidiStream(MethodSpec.Builder spec, Method method, CodeBlock constant) {
        spec.addJavadoc("""
                        @return the call, to send requests to and read responses from; to be closed unless it is read to
                            its end, closing it earlier cancels it. If it fails, sending throws a
                            {@link $T}, and so does reading, behind the responses that arrived before.
                        """, Api.STATUS_EXCEPTION)
                .addJavadoc(WAITS_FOR_READY, IllegalStateException.class)
                .returns(ParameterizedTypeName.get(Api.BIDI_STREAM, method.request(), method.response()))
                .addStatement("return connection.bidiStream($L, options)", constant);
    }
}
