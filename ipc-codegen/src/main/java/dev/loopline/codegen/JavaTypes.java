package dev.loopline.codegen;

import com.google.protobuf.DescriptorProtos.Edition;
import com.google.protobuf.DescriptorProtos.FileOptions;
import com.google.protobuf.DescriptorProtos.FileOptions.OptimizeMode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.palantir.javapoet.ClassName;
import dev.loopline.proto.OptionsProto;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import javax.lang.model.SourceVersion;
import org.jspecify.annotations.Nullable;

/** The names that protoc gives to the Java classes of a file, by the rules of its own Java generator. */
final class JavaTypes {
    /** From edition 2024 on protoc names outer classes in another way. */
    static final Edition LATEST_EDITION = Edition.EDITION_2023;

    private JavaTypes() {}

    static ClassName message(Descriptor message) throws Refusal {
        Deque<String> names = new ArrayDeque<>();
        for (Descriptor type = message; type != null; type = type.getContainingType()) {
            names.addFirst(type.getName());
        }
        FileDescriptor file = message.getFile();
        if (!file.getOptions().getJavaMultipleFiles()) {
            names.addFirst(outerClass(file).simpleName());
        }
        String first = names.removeFirst();
        return ClassName.get(javaPackage(file), first, names.toArray(String[]::new));
    }

    /** {@return the class that holds the descriptor of the file} */
    static ClassName outerClass(FileDescriptor file) throws Refusal {
        FileOptions options = file.getOptions();
        if (options.hasJavaOuterClassname()) {
            return ClassName.get(javaPackage(file), options.getJavaOuterClassname());
        }
        String name = defaultOuterClass(file);
        return ClassName.get(javaPackage(file), isDeclaredIn(file, name) ? name + "OuterClass" : name);
    }

    /** {@return the package of the messages} */
    static String javaPackage(FileDescriptor file) throws Refusal {
        String problem = problemWith(file);
        if (problem != null) {
            throw new Refusal(file.getName() + ": " + problem);
        }
        return packageOf(file);
    }

    /** {@return the package of what this generator makes} */
    static String servicePackage(FileDescriptor file) throws Refusal {
        FileOptions options = file.getOptions();
        if (!options.hasExtension(OptionsProto.javaServicePackage)) {
            return javaPackage(file);
        }
        String name = options.getExtension(OptionsProto.javaServicePackage);
        if (!SourceVersion.isName(name)) {
            throw new Refusal(file.getName() + ": (loopline.java_service_package): '" + name
                    + "' (expected: the name of a Java package)");
        }
        return name;
    }

    /** Refuses a file whose classes have no descriptors. */
    static void requireDescriptors(FileDescriptor file, String who) throws Refusal {
        if (file.getOptions().getOptimizeFor() == OptimizeMode.LITE_RUNTIME) {
            throw new Refusal(file.getName() + ": optimize_for: LITE_RUNTIME (expected: SPEED or CODE_SIZE): " + who
                    + " needs its descriptor at run time");
        }
    }

    /** {@return why generated code cannot use the classes of the file, {@code null} if it can} */
    static @Nullable String problemWith(FileDescriptor file) {
        Edition edition = file.toProto().getEdition();
        if (edition.getNumber() > LATEST_EDITION.getNumber()) {
            return name(edition) + " (expected: " + name(LATEST_EDITION) + " or earlier): use an earlier edition";
        }
        if (packageOf(file).isEmpty()) {
            return "neither package nor java_package (expected: one of them): Java classes without a package cannot be"
                    + " used from another one";
        }
        return null;
    }

    private static String packageOf(FileDescriptor file) {
        FileOptions options = file.getOptions();
        return options.hasJavaPackage() ? options.getJavaPackage() : file.getPackage();
    }

    private static String defaultOuterClass(FileDescriptor file) {
        String path = file.getName();
        String base = path.substring(path.lastIndexOf('/') + 1);
        if (base.endsWith(".proto")) {
            base = base.substring(0, base.length() - ".proto".length());
        }
        StringBuilder name = new StringBuilder();
        boolean startsWord = true;
        for (int i = 0; i < base.length(); i++) {
            char c = base.charAt(i);
            boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean isDigit = c >= '0' && c <= '9';
            if (isLetter && startsWord) {
                name.append(Character.toUpperCase(c));
            } else if (isLetter || isDigit) {
                name.append(c);
            }
            startsWord = !isLetter;
        }
        return name.toString();
    }

    private static boolean isDeclaredIn(FileDescriptor file, String name) {
        return file.getServices().stream().map(ServiceDescriptor::getName).anyMatch(name::equals)
                || isDeclaredIn(file.getMessageTypes(), file.getEnumTypes(), name);
    }

    private static boolean isDeclaredIn(List<Descriptor> messages, List<EnumDescriptor> enums, String name) {
        return enums.stream().anyMatch(type -> type.getName().equals(name))
                || messages.stream()
                        .anyMatch(type -> type.getName().equals(name)
                                || isDeclaredIn(type.getNestedTypes(), type.getEnumTypes(), name));
    }

    private static String name(Edition edition) {
        return edition.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
