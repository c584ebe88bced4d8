package dev.loopline.codegen;

import com.google.protobuf.Descriptors.Descriptor;
import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.CodeBlock;
import java.util.ArrayList;
import java.util.List;

/** How what a {@code .proto} file deprecates is marked in Java. */
final class Deprecation {
    private static final AnnotationSpec DEPRECATED =
            AnnotationSpec.builder(Deprecated.class).build();

    /** For types that use deprecated messages or fields: generated code has no other choice, so that it must not warn. */
    private static final AnnotationSpec USES_DEPRECATED = AnnotationSpec.builder(SuppressWarnings.class)
            .addMember("value", "$S", "deprecation")
            .build();

    private static final CodeBlock TAG = CodeBlock.of("\n@deprecated in its {@code .proto} file\n");

    private Deprecation() {}

    /** {@return whether a message, or one that it is declared in, is deprecated} */
    static boolean reaches(Descriptor message) {
        for (Descriptor type = message; type != null; type = type.getContainingType()) {
            if (type.getOptions().getDeprecated()) {
                return true;
            }
        }
        return false;
    }

    static List<AnnotationSpec> annotations(Service service) {
        return annotations(service.isDeprecated(), service.usesDeprecatedMessages());
    }

    static List<AnnotationSpec> annotations(Topic topic) {
        return annotations(topic.isDeprecated(), topic.usesWhatIsDeprecated());
    }

    private static List<AnnotationSpec> annotations(boolean isDeprecated, boolean usesWhatIs) {
        List<AnnotationSpec> annotations = new ArrayList<>();
        if (isDeprecated) {
            annotations.add(DEPRECATED);
        }
        if (usesWhatIs) {
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
    static CodeBlock tag(Topic topic) {
        return topic.isDeprecated() ? TAG : CodeBlock.of("");
    }

    /** {@return the tag that ends a Javadoc, or nothing} */
    static CodeBlock tag(Method method) {
        return method.isDeprecated() ? TAG : CodeBlock.of("");
    }
}
