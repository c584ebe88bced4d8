package dev.loopline.codegen;

import static javax.lang.model.element.Modifier.FINAL;
import static javax.lang.model.element.Modifier.PUBLIC;
import static javax.lang.model.element.Modifier.STATIC;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeSpec;
import java.time.Duration;

/** The Java of an interface to implement, with the constants that describe its methods. */
final class ServiceInterface {
    private static final String STREAMS_WAIT = """
            Sending to a stream and reading from one wait for the other side, which is refused where that executor is
            the connection's own thread.
            """;

    private ServiceInterface() {}

    static TypeSpec of(Service service) {
        TypeSpec.Builder type = TypeSpec.interfaceBuilder(service.interfaceName())
                .addModifiers(PUBLIC)
                .addJavadoc("""
                        $L

                        <p>This is what a server implements; {@link $T} calls it.

                        <p><b>Threading:</b> called by many threads at once, on the executor that the service asked for.
                        """, service.comment(), service.clientName())
                .addJavadoc(service.hasStreams() ? STREAMS_WAIT : "")
                .addJavadoc(Deprecation.tag(service))
                .addAnnotations(Deprecation.annotations(service));
        for (Method method : service.methods()) {
            type.addField(constant(method));
            type.addMethod(HandlerMethod.of(method));
        }
        return type.addMethod(definition(service)).build();
    }

    private static FieldSpec constant(Method method) {
        return FieldSpec.builder(
                        ParameterizedTypeName.get(Api.METHOD_DESCRIPTOR, method.request(), method.response()),
                        method.constant(),
                        PUBLIC,
                        STATIC,
                        FINAL)
                .addJavadoc("Describes {@link #$L}.\n", method.name())
                .addJavadoc(Deprecation.tag(method))
                .addAnnotations(Deprecation.annotations(method))
                .initializer(descriptor(method))
                .build();
    }

    private static CodeBlock descriptor(Method method) {
        CodeBlock.Builder descriptor = CodeBlock.builder().add("$T.", Api.METHOD_DESCRIPTOR);
        if (method.shape() == Shape.UNARY) {
            descriptor.add("unary($>$>\n");
        } else {
            descriptor.add("of($>$>\n$T.$L, ", Api.METHOD_TYPE, method.shape());
        }
        descriptor.add("$S, $T.parser(), $T.parser())", method.fullName(), method.request(), method.response());
        if (method.hasDeadline() && method.deadlineMillis() == 0) {
            descriptor.add("\n.withDefaultDeadline($T.ZERO)", Duration.class);
        } else if (method.hasDeadline()) {
            descriptor.add("\n.withDefaultDeadline($T.ofMillis($LL))", Duration.class, method.deadlineMillis());
        }
        if (method.isIdempotent()) {
            descriptor.add("\n.asIdempotent()");
        }
        return descriptor.add("$<$<").build();
    }

    private static MethodSpec definition(Service service) {
        CodeBlock.Builder definition = CodeBlock.builder()
                .add(
                        "return $T.builder($T.getDescriptor().findServiceByName($S))",
                        Api.SERVICE_DEFINITION,
                        service.outerClass(),
                        service.descriptor().getName());
        for (Method method : service.methods()) {
            definition.add(
                    "\n.$L($L, implementation::$L)", method.shape().definedBy(), method.constant(), method.name());
        }
        return MethodSpec.methodBuilder("of")
                .addModifiers(PUBLIC, STATIC)
                .addJavadoc("""
                        Makes the definition by which a server serves an implementation.

                        @param implementation serves the calls
                        @return the definition
                        """)
                .returns(Api.SERVICE_DEFINITION)
                .addParameter(service.interfaceName(), "implementation")
                .addStatement(definition.add("\n.build()").build())
                .build();
    }
}
