package dev.loopline.codegen;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.palantir.javapoet.ClassName;
import dev.loopline.proto.OptionsProto;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is generated for one message with a topic, before it is written as Java.
 *
 * @param descriptor what the {@code .proto} file says
 * @param className the class to generate
 * @param message the class of the events
 * @param path the name of the topic
 * @param parameters in the order of the name
 * @param key the field that is the key, {@code null} without one
 */
record Topic(
        Descriptor descriptor,
        ClassName className,
        ClassName message,
        TopicPath path,
        List<TopicParameter> parameters,
        @Nullable EventField key) {

    static Topic of(Descriptor message, @Nullable EventField key, String place) throws Refusal {
        JavaTypes.requireDescriptors(message.getFile(), "a topic");
        ClassName messageClass = JavaTypes.message(message);
        ClassName className = ClassName.get(JavaTypes.servicePackage(message.getFile()), classNameOf(message));
        TopicPath path = TopicPath.of(message.getOptions().getExtension(OptionsProto.topic), place);
        Names names = namesOfParameters(messageClass);
        List<TopicParameter> parameters = new ArrayList<>();
        for (TopicPath.Level level : path.levels()) {
            if (level.isParameter()) {
                parameters.add(new TopicParameter(
                        level.text(), names.claimParameter(level.text()), levelField(message, level.text())));
            }
        }
        return new Topic(message, className, messageClass, path, List.copyOf(parameters), key);
    }

    /** {@return {@code AlbumChangedTopic} for {@code Changed} in {@code Album}: names of nested messages are short} */
    private static String classNameOf(Descriptor message) {
        String name = "Topic";
        for (Descriptor type = message; type != null; type = type.getContainingType()) {
            name = type.getName() + name;
        }
        return name;
    }

    /** {@return names that hide nothing that an expression begins with: a class, or a package before a class} */
    static Names namesOfParameters(ClassName message) {
        return Names.ofParameters(List.of(
                "dev",
                "java",
                message.packageName().split("\\.", 2)[0],
                message.topLevelClassName().simpleName()));
    }

    private static @Nullable EventField levelField(Descriptor message, String name) {
        FieldDescriptor field = message.findFieldByName(name);
        return field != null && new EventField(field).canBeLevel() ? new EventField(field) : null;
    }

    boolean isRetained() {
        return descriptor.getOptions().getExtension(OptionsProto.retained);
    }

    boolean isDeprecated() {
        return descriptor.getOptions().getDeprecated();
    }

    boolean usesWhatIsDeprecated() {
        return Deprecation.reaches(descriptor)
                || (key != null && key.isDeprecated())
                || (isTold()
                        && parameters.stream()
                                .map(TopicParameter::field)
                                .anyMatch(field -> field != null && field.isDeprecated()));
    }

    /** {@return whether an event tells all parameters of its topic} */
    boolean isTold() {
        return parameters.stream().allMatch(parameter -> parameter.field() != null);
    }
}
