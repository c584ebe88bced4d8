package dev.loopline.codegen;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.palantir.javapoet.ClassName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is generated for one service, before it is written as Java.
 *
 * @param descriptor what the {@code .proto} file says
 * @param interfaceName the interface to implement
 * @param clientName the client
 * @param outerClass where the descriptor is found at run time
 * @param comment what the {@code .proto} file says about it, as Javadoc
 * @param methods in the order of the file
 */
record Service(
        ServiceDescriptor descriptor,
        ClassName interfaceName,
        ClassName clientName,
        ClassName outerClass,
        String comment,
        List<Method> methods) {

    static Service of(ServiceDescriptor descriptor) throws Refusal {
        FileDescriptor file = descriptor.getFile();
        JavaTypes.requireDescriptors(file, "a service");
        String javaPackage = JavaTypes.servicePackage(file);
        return new Service(
                descriptor,
                ClassName.get(javaPackage, descriptor.getName() + "Service"),
                ClassName.get(javaPackage, descriptor.getName() + "Client"),
                JavaTypes.outerClass(file),
                Comments.of(descriptor, "The service {@code " + descriptor.getFullName() + "}."),
                methods(descriptor));
    }

    private static List<Method> methods(ServiceDescriptor service) throws Refusal {
        Set<String> classes = new HashSet<>();
        classes.add(JavaTypes.outerClass(service.getFile()).simpleName());
        for (MethodDescriptor method : service.getMethods()) {
            classes.add(
                    JavaTypes.message(method.getInputType()).topLevelClassName().simpleName());
            classes.add(JavaTypes.message(method.getOutputType())
                    .topLevelClassName()
                    .simpleName());
        }
        Names names = Names.ofMethods();
        Names constants = Names.ofConstants(classes);
        List<Method> methods = new ArrayList<>();
        for (MethodDescriptor method : service.getMethods()) {
            methods.add(
                    Method.of(method, names.claimMethod(method.getName()), constants.claimConstant(method.getName())));
        }
        return List.copyOf(methods);
    }

    String fullName() {
        return descriptor.getFullName();
    }

    boolean isDeprecated() {
        return descriptor.getOptions().getDeprecated();
    }

    boolean hasStreams() {
        return methods.stream().anyMatch(method -> method.shape() != Shape.UNARY);
    }

    boolean usesDeprecatedMessages() {
        return methods.stream().anyMatch(Method::usesDeprecatedMessages);
    }
}
