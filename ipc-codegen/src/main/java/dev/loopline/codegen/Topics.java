package dev.loopline.codegen;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.loopline.proto.OptionsProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What finds the topics of a file. An option that would have no effect is refused. */
final class Topics {
    private Topics() {}

    static List<Topic> in(FileDescriptor file) throws Refusal {
        List<Topic> topics = new ArrayList<>();
        requireNoKey(file.getExtensions());
        for (Descriptor message : file.getMessageTypes()) {
            add(message, topics);
        }
        return topics;
    }

    private static void add(Descriptor message, List<Topic> topics) throws Refusal {
        String place = message.getFile().getName() + ": message " + message.getFullName();
        EventField key = key(message, place);
        if (message.getOptions().hasExtension(OptionsProto.topic)) {
            topics.add(Topic.of(message, key, place));
        } else if (key != null) {
            throw new Refusal(place + ", field " + key.descriptor().getName()
                    + ": (loopline.key) without (loopline.topic) (expected: both): give the message a topic");
        } else if (message.getOptions().getExtension(OptionsProto.retained)) {
            throw new Refusal(place
                    + ": (loopline.retained) without (loopline.topic) (expected: both): give the message a topic");
        }
        requireNoKey(message.getExtensions());
        for (Descriptor nested : message.getNestedTypes()) {
            add(nested, topics);
        }
    }

    private static @Nullable EventField key(Descriptor message, String place) throws Refusal {
        EventField key = null;
        for (FieldDescriptor field : message.getFields()) {
            if (isKey(field)) {
                if (key != null) {
                    throw new Refusal(place + ": (loopline.key) of the fields "
                            + key.descriptor().getName() + " and " + field.getName()
                            + " (expected: of one): make one field of what tells events apart");
                }
                key = new EventField(field);
            }
        }
        if (key != null && !key.canBeKey()) {
            throw new Refusal(place + ", field " + key.descriptor().getName() + ": (loopline.key) of a "
                    + typeOf(key.descriptor())
                    + " (expected: a string, integer, bool or enum that is not repeated)");
        }
        return key;
    }

    private static void requireNoKey(List<FieldDescriptor> extensions) throws Refusal {
        for (FieldDescriptor extension : extensions) {
            if (isKey(extension)) {
                throw new Refusal(extension.getFile().getName() + ": extension " + extension.getFullName()
                        + ": (loopline.key) of an extension (expected: of a field that the message declares itself)");
            }
        }
    }

    private static boolean isKey(FieldDescriptor field) {
        return field.getOptions().getExtension(OptionsProto.key);
    }

    private static String typeOf(FieldDescriptor field) {
        if (field.isMapField()) {
            return "map";
        }
        String type = field.toProto().getType().name().replaceFirst("TYPE_", "").toLowerCase(Locale.ROOT);
        return field.isRepeated() ? "repeated " + type : type;
    }
}
