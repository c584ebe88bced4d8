package dev.loopline.codegen;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.CodeBlock;
import java.util.ArrayList;
import java.util.List;

/** How what a {@code .proto} file deprecates is marked in Java. */
final class Deprecation {
    private static final AnnotationSpec DEPRECATED =
            AnnotationSpec.builder(Deprecated.class).build();

    /** For types that use deprecated messages: generated code has no other choice, so that it must not warn. */
    private static final AnnotationSpec USES_DEPRECATED = AnnotationSpec.builder(SuppressWarnings.class)
            .addMember("value", "$S", "deprecation")
            .build();

    private static final CodeBlock TAG = CodeBlock.of("\n@deprecated in its {@code .proto} file\n");

    private Deprecation() {}

    static List<AnnotationSpec> annotations(Service service) {
        List<AnnotationSpec> annotations = new ArrayList<>();
        if (service.isDeprecated()) {
            annotations.add(DEPRECATED);
        }
        if (service.usesDeprecatedMessages()) {
            annotations.add(USES_DEPRECATED);
        }
        return annotations;
    }

    static List<AnnotationSpec> annotations(Method method) {
        return method.isDeprecated() ? List.of(DEPRECATED) : List.of();
    }

    /** {@return the tag that ends a Javadoc, or nothing} */
    static CodeBlock tag(Service service) {
        return service.isDeprecated() ? TAG : CodeBlock.of("");
    }

    /** {@return the tag that ends a Javadoc, or nothing} */
    static CodeBlock tag(Method method) {
        return method.isDeprecated() ? TAG : CodeBlock.of("");
    }
}
