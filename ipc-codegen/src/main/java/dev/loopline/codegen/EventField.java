package dev.loopline.codegen;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.palantir.javapoet.CodeBlock;
import java.util.Set;

/**
 * A field of an event, read as text.
 *
 * @param descriptor what the {@code .proto} file says
 */
record EventField(FieldDescriptor descriptor) {
    // Methods of every message: protoc appends an underscore to a field that would have one of them.
    private static final Set<String> METHODS_OF_MESSAGES = Set.of(
            "AllFields",
            "CachedSize",
            "Class",
            "DefaultInstanceForType",
            "DescriptorForType",
            "InitializationErrorString",
            "ParserForType",
            "SerializedSize",
            "UnknownFields");

    /** {@return whether it can be a level of a topic's name} */
    boolean canBeLevel() {
        return !descriptor.isRepeated()
                && switch (descriptor.getJavaType()) {
                    case STRING, INT, LONG -> true;
                    default -> false;
                };
    }

    /** {@return whether it can be the key of an event} */
    boolean canBeKey() {
        return canBeLevel()
                || (!descriptor.isRepeated()
                        && switch (descriptor.getJavaType()) {
                            case BOOLEAN, ENUM -> true;
                            default -> false;
                        });
    }

    boolean isString() {
        return descriptor.getJavaType() == JavaType.STRING;
    }

    boolean isDeprecated() {
        return descriptor.getOptions().getDeprecated();
    }

    /** {@return an expression for the text of a value of this field, a string as it is} */
    CodeBlock textOf(CodeBlock value) {
        return switch (descriptor.getType()) {
            case STRING -> value;
            case UINT32, FIXED32 -> CodeBlock.of("$T.toUnsignedString($L)", Integer.class, value);
            case UINT64, FIXED64 -> CodeBlock.of("$T.toUnsignedString($L)", Long.class, value);
            case INT64, SINT64, SFIXED64 -> CodeBlock.of("$T.toString($L)", Long.class, value);
            case BOOL -> CodeBlock.of("$T.toString($L)", Boolean.class, value);
            default -> CodeBlock.of("$T.toString($L)", Integer.class, value);
        };
    }

    /** {@return an expression for the value in an event; of an enum its number, which unknown values have too} */
    CodeBlock valueIn(String event) {
        if (descriptor.getJavaType() != JavaType.ENUM) {
            return CodeBlock.of("$L.$L()", event, getter());
        }
        return isOpenEnum(descriptor)
                ? CodeBlock.of("$L.$LValue()", event, getter())
                : CodeBlock.of("$L.$L().getNumber()", event, getter());
    }

    /** {@return the method that reads it, by the rules of protoc's own Java generator} */
    String getter() {
        String name = javaName(descriptor);
        boolean clashes = descriptor.getContainingType().getFields().stream()
                .anyMatch(other -> other != descriptor
                        && (javaName(other).equals(name)
                                || hasMethodOf(descriptor, other)
                                || hasMethodOf(other, descriptor)));
        return "get" + name + (clashes ? descriptor.getNumber() : "");
    }

    /** {@return whether the getter of one field is a method that the other field has beside its own} */
    private static boolean hasMethodOf(FieldDescriptor field, FieldDescriptor other) {
        String name = javaName(field);
        String begin = javaName(other);
        return (other.isRepeated() && (name.equals(begin + "Count") || name.equals(begin + "List")))
                || (isOpenEnum(other) && name.equals(begin + "Value"));
    }

    private static boolean isOpenEnum(FieldDescriptor field) {
        return field.getJavaType() == JavaType.ENUM && !field.legacyEnumFieldTreatedAsClosed();
    }

    private static String javaName(FieldDescriptor field) {
        StringBuilder name = new StringBuilder();
        boolean startsWord = true;
        for (char c : field.getName().toCharArray()) {
            if (c != '_') {
                name.append(startsWord ? Character.toUpperCase(c) : c);
            }
            startsWord = c == '_' || (c >= '0' && c <= '9');
        }
        return METHODS_OF_MESSAGES.contains(name.toString()) ? name + "_" : name.toString();
    }
}
