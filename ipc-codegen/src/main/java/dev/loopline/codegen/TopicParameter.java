package dev.loopline.codegen;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.TypeName;
import org.jspecify.annotations.Nullable;

/**
 * A level of a topic's name that is given at run time.
 *
 * @param protoName as it is in braces
 * @param name of the Java parameter
 * @param field of the event that has the same name, {@code null} if none has or it can be no level
 */
record TopicParameter(
        String protoName, String name, @Nullable EventField field) {
    TypeName type() {
        if (field == null) {
            return TypeName.get(String.class);
        }
        return switch (field.descriptor().getJavaType()) {
            case INT -> TypeName.INT;
            case LONG -> TypeName.LONG;
            default -> TypeName.get(String.class);
        };
    }

    /** {@return an expression for the level: a number is one, a text is checked} */
    CodeBlock level() {
        return field == null || field.isString()
                ? CodeBlock.of("$T.level($S, $N)", Api.TOPIC, protoName, name)
                : field.textOf(CodeBlock.of("$N", name));
    }
}
