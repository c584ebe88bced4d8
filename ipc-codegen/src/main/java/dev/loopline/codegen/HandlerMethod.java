package dev.loopline.codegen;

import static javax.lang.model.element.Modifier.ABSTRACT;
import static javax.lang.model.element.Modifier.PUBLIC;

import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;

/** The Java of one method of the interface that a server implements. */
final class HandlerMethod {
    private static final String REQUEST = """
            @param request what the caller sent
            """;
    private static final String REQUESTS = """
            @param requests what the caller sends; it need not be read to the end
            """;
    private static final String RESPONSES = """
            @param responses takes what the caller gets; the stream ends when this method returns, unless the
                implementation has asked to end it itself, see {@link $T}
            """;
    private static final String CALL_AND_RESPONSE = """
            @param call the call itself
            @return the response
            """;
    private static final String FAILURE = """
            @throws $T any failure: a {@link $T} reaches the caller with its code,
                reason and message; of anything else the caller learns only that the handler failed
            """;
    private static final String FAILURE_OF_STREAM = """
            @throws $T any failure: a {@link $T} reaches the caller with its code,
                reason and message, behind what was sent before; of anything else the caller learns only that the
                handler failed
            """;

    /** Where there is no parameter for it. */
    private static final String CURRENT_CALL = """
            <p>The call itself is {@link $T#current}.

            """;

    private HandlerMethod() {}

    static MethodSpec of(Method method) {
        MethodSpec.Builder spec = MethodSpec.methodBuilder(method.name())
                .addModifiers(PUBLIC, ABSTRACT)
                .addJavadoc("$L\n\n", method.comment());
        if (method.shape().streamsResponses()) {
            spec.addJavadoc(CURRENT_CALL, Api.CALL_CONTEXT);
        }
        if (method.shape().streamsRequests()) {
            spec.addJavadoc(REQUESTS)
                    .addParameter(ParameterizedTypeName.get(Api.REQUEST_STREAM, method.request()), "requests");
        } else {
            spec.addJavadoc(REQUEST).addParameter(method.request(), "request");
        }
        if (method.shape().streamsResponses()) {
            spec.addJavadoc(RESPONSES, Api.STREAM_SENDER)
                    .addJavadoc(FAILURE_OF_STREAM, Exception.class, Api.STATUS_EXCEPTION)
                    .addParameter(ParameterizedTypeName.get(Api.STREAM_SENDER, method.response()), "responses");
        } else {
            spec.addJavadoc(CALL_AND_RESPONSE)
                    .addJavadoc(FAILURE, Exception.class, Api.STATUS_EXCEPTION)
                    .returns(method.response())
                    .addParameter(Api.CALL_CONTEXT, "call");
        }
        return spec.addException(Exception.class)
                .addJavadoc(Deprecation.tag(method))
                .addAnnotations(Deprecation.annotations(method))
                .build();
    }
}
