package dev.loopline.codegen;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.palantir.javapoet.ClassName;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The top-level Java classes that exist already, each with what it is made of. */
final class TakenClasses {
    private final Map<ClassName, String> owners = new HashMap<>();

    TakenClasses(Collection<FileDescriptor> files) throws Refusal {
        for (FileDescriptor file : files) {
            // A service that uses the classes of another file is refused when it comes to them.
            if (JavaTypes.problemWith(file) == null) {
                add(file);
            }
        }
    }

    private void add(FileDescriptor file) throws Refusal {
        owners.put(JavaTypes.outerClass(file), "the outer class of " + file.getName());
        if (!file.getOptions().getJavaMultipleFiles()) {
            return;
        }
        String javaPackage = JavaTypes.javaPackage(file);
        for (Descriptor message : file.getMessageTypes()) {
            owners.put(ClassName.get(javaPackage, message.getName()), "the class of message " + message.getFullName());
        }
        for (EnumDescriptor type : file.getEnumTypes()) {
            owners.put(ClassName.get(javaPackage, type.getName()), "the class of enum " + type.getFullName());
        }
    }

    void claim(Service service) throws Refusal {
        FileDescriptor file = service.descriptor().getFile();
        claim(file, "service " + service.fullName(), service.interfaceName());
        claim(file, "service " + service.fullName(), service.clientName());
    }

    void claim(Topic topic) throws Refusal {
        claim(topic.descriptor().getFile(), "message " + topic.descriptor().getFullName(), topic.className());
    }

    private void claim(FileDescriptor file, String what, ClassName name) throws Refusal {
        String owner = owners.putIfAbsent(name, "made of " + what);
        if (owner != null) {
            throw new Refusal(file.getName() + ": " + what + ": " + name.canonicalName() + " is also " + owner
                    + " (expected: a class of its own): set option (loopline.java_service_package) to another package,"
                    + " or rename one of the two");
        }
    }
}
